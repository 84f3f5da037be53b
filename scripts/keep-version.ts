import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { bundleWorkflows } from './package/workflows.js';

const root = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
};
const folder = path.join(root, 'test', 'fixtures', 'workflows', `v${version}`);

/** Histories that this version wrote: one of a deployment, and one of a service. */
const histories = ['rolled-out', 'service'];

async function keep(name: string, text: string): Promise<void> {
  const packed = await promisify(gzip)(text, { level: 9 });
  await writeFile(path.join(folder, `${name}.gz`), packed);
  console.log(`${path.relative(root, folder)}/${name}.gz: ${Math.round(packed.length / 1_000)} kB`);
}

// Before a version is tagged: what its workers run and write is kept, so that later versions are tried against it.
await mkdir(folder, { recursive: true });
await keep('bundle.js', await bundleWorkflows());
for (const name of histories) {
  await keep(`${name}.json`, await readFile(path.join(root, 'test', 'histories', `${name}.json`), 'utf8'));
}
