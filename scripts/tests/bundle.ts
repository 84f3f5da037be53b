import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflows } from '../package/workflows.js';

/** The workflows' bundle in a file: making one takes seconds, and a dozen test files need it. */
export async function bundleOnce(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'merganser-bundle-'));
  const file = path.join(folder, 'workflows.js');
  await writeFile(file, await bundleWorkflows());
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
