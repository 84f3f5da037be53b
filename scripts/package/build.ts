import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { payloadConverterPath } from '../../src/temporal/worker-options.js';
import { bundleWorkflows } from './workflows.js';

export const root = path.resolve(import.meta.dirname, '..', '..');
const sources = path.join(root, 'src');

export const bundleName = 'workflow-bundle.js';

/**
 * What a package and an image run: each source as JavaScript, and the workflows in one file, so that nothing is compiled or
 * bundled where Merganser runs. Types are checked by `npm test`, not here.
 */
export async function buildTo(dist: string): Promise<void> {
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
  await writeFile(path.join(dist, bundleName), await bundleWorkflows());
}
