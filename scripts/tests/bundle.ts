import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { payloadConverterPath, workflowsPath } from '../../src/temporal/worker-options.js';

/** The workflows' bundle in a file: making one takes seconds, and a dozen test files need it. */
export async function bundleOnce(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'merganser-bundle-'));
  const file = path.join(folder, 'workflows.js');
  const { code } = await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: quiet });
  await writeFile(file, code);
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

const say = () => undefined;
const quiet = { log: say, trace: say, debug: say, info: say, warn: say, error: say };
