import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type { FailingWorkflow } from '../domain/patrol.js';
import { answers } from '../temporal/answers.js';

/** Says why a worker would take on no work now; undefined when it would. */
export async function whyNotReady(
  worker: Pick<Worker, 'getState' | 'getStatus'> | undefined,
  client: Client,
  failing: () => Promise<readonly FailingWorkflow[]>,
): Promise<string | undefined> {
  if (!worker) return 'The worker is starting.';
  const state = worker.getState();
  if (state !== 'RUNNING') return `The worker is ${state.toLowerCase()}.`;
  const { workflowPollerState, activityPollerState } = worker.getStatus();
  if (workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING')
    return 'The worker polls no tasks. See its log.';
  if (!(await answers(client))) return 'Temporal does not answer. See the log of the worker.';
  const [worst] = await failing().catch(() => []);
  return worst && `${worst.workflow} has failed ${worst.times} times in a row. See the log of the worker.`;
}
