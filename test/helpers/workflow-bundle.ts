import { readFileSync } from 'node:fs';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflows } from '../../scripts/package/workflows.js';

let bundle: Promise<WorkflowBundle> | undefined;

/** The workflows' bundle: the one of this `npm test`, or one that is made once per test process. */
export const workflowBundle = (): Promise<WorkflowBundle> => (bundle ??= shared() ?? makeBundle());

function shared(): Promise<WorkflowBundle> | undefined {
  const file = process.env['MERGANSER_TEST_WORKFLOW_BUNDLE'];
  return file ? Promise.resolve({ code: readFileSync(file, 'utf8') }) : undefined;
}

/** Bundles the workflows as for a package, which takes seconds. */
const makeBundle = async (): Promise<WorkflowBundle> => ({ code: await bundleWorkflows() });
