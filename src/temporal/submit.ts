import type { Client } from '@temporalio/client';
import type { Merge } from '../domain/change.js';
import { serviceWorkflowId, taskQueue } from '../domain/ids.js';
import { searchAttributes } from './search-attributes.js';

/** GitHub waits 10 s for an answer. */
const deadlineMs = 5_000;

/** Hands a merge to the workflow of its service, which is started if it does not run yet. Needs no worker. */
export function temporalSubmit(client: Client): (service: string, merge: Merge) => Promise<void> {
  return (service, merge) => tellService(client, service, 'merged', merge);
}

/** Signals the workflow of a service, and starts it if it does not run yet. */
export async function tellService(
  client: Client,
  service: string,
  signal: 'merged' | 'orphan',
  said: object,
): Promise<void> {
  await client.withDeadline(Date.now() + deadlineMs, () =>
    client.workflow.signalWithStart('service', {
      workflowId: serviceWorkflowId(service),
      taskQueue,
      args: [{ service }],
      signal,
      signalArgs: [said],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Deploys every merge of ${service}, one at a time`,
      typedSearchAttributes: [{ key: searchAttributes.service, value: service }],
    }),
  );
}
