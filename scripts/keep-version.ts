import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { version } from '../src/version.js';
import { recordContract, wantedSchema } from '../test/helpers/agent-contract/record.js';
import { bundleWorkflows } from './package/workflows.js';

const root = path.resolve(import.meta.dirname, '..');

/** Histories that this version wrote: one of a deployment, and one of a service. */
const histories = ['rolled-out', 'service'];

/** An empty folder for something that this version has. */
async function folderFor(kind: string): Promise<string> {
  const folder = path.join(root, 'test', 'fixtures', kind, `v${version}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

async function keepWorkflows(): Promise<void> {
  const folder = await folderFor('workflows');
  const keep = async (name: string, text: string) =>
    writeFile(path.join(folder, `${name}.gz`), await promisify(gzip)(text, { level: 9 }));
  await keep('bundle.js', await bundleWorkflows());
  for (const name of histories) {
    await keep(`${name}.json`, await readFile(path.join(root, 'test', 'histories', `${name}.json`), 'utf8'));
  }
}

async function keepContract(): Promise<void> {
  const folder = await folderFor('agent-contract');
  const keep = (name: string, value: unknown) =>
    writeFile(path.join(folder, `${name}.json`), `${JSON.stringify(value, undefined, 2)}\n`);
  await keep('wanted.schema', wantedSchema());
  for (const { name, ...record } of await recordContract()) await keep(name, record);
}

// Before a version is tagged: what its workers run, and how they talk to agents, is kept for later versions to be tried against.
await keepWorkflows();
await keepContract();
console.log(`v${version} is kept in test/fixtures`);
