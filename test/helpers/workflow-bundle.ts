import { readFileSync } from 'node:fs';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { payloadConverterPath, workflowsPath } from '../../src/temporal/worker-options.js';

let bundle: Promise<WorkflowBundle> | undefined;

/** The workflows' bundle: the one of this `npm test`, or one that is made once per test process. */
export const workflowBundle = (): Promise<WorkflowBundle> => (bundle ??= shared() ?? makeBundle());

function shared(): Promise<WorkflowBundle> | undefined {
  const file = process.env['MERGANSER_TEST_WORKFLOW_BUNDLE'];
  return file ? Promise.resolve({ code: readFileSync(file, 'utf8') }) : undefined;
}

/** Bundles the workflows as a worker does when it starts, which takes seconds. */
function makeBundle(): Promise<WorkflowBundle> {
  return bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: undefined });
}
