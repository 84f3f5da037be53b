import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { answers } from '../temporal/answers.js';

/** Says why a worker would take on no work now; undefined when it would. */
export async function whyNotReady(
  worker: Pick<Worker, 'getState' | 'getStatus'> | undefined,
  client: Client,
): Promise<string | undefined> {
  if (!worker) return 'The worker is starting.';
  const state = worker.getState();
  if (state !== 'RUNNING') return `The worker is ${state.toLowerCase()}.`;
  const { workflowPollerState, activityPollerState } = worker.getStatus();
  if (workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING')
    return 'The worker polls no tasks. See its log.';
  return (await answers(client)) ? undefined : 'Temporal does not answer. See the log of the worker.';
}
