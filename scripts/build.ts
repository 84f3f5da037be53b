import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { payloadConverterPath } from '../src/temporal/worker-options.js';
import { bundleWorkflows } from './package/workflows.js';

const root = path.resolve(import.meta.dirname, '..');
const [sources, dist] = [path.join(root, 'src'), path.join(root, 'dist')];

// What a package and an image run: each source as JavaScript, and the workflows in one file, so that nothing is compiled or
// bundled where Merganser runs. Types are checked by `npm test`, not here.
await rm(dist, { recursive: true, force: true });
await build({
  entryPoints: [`${sources}/**/*.ts`],
  outdir: dist,
  outbase: sources,
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
const converter = path.join(dist, path.relative(sources, payloadConverterPath));
await mkdir(path.dirname(converter), { recursive: true });
await copyFile(payloadConverterPath, converter);
await writeFile(path.join(dist, 'workflow-bundle.js'), await bundleWorkflows());
