import type { Client } from '@temporalio/client';
import type { Merge } from '../domain/change.js';
import { serviceWorkflowId, taskQueue } from '../domain/ids.js';
import { searchAttributes } from '../temporal/search-attributes.js';

/** GitHub waits 10 s for an answer. */
const deadlineMs = 5_000;

/** Hands a merge to the workflow of its service, which is started if it does not run yet. Needs no worker. */
export function temporalSubmit(client: Client): (service: string, merge: Merge) => Promise<void> {
  return async (service, merge) => {
    await client.withDeadline(Date.now() + deadlineMs, () =>
      client.workflow.signalWithStart('service', {
        workflowId: serviceWorkflowId(service),
        taskQueue,
        args: [{ service }],
        signal: 'merged',
        signalArgs: [merge],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `Deploys every merge of ${service}, one at a time`,
        typedSearchAttributes: [{ key: searchAttributes.service, value: service }],
      }),
    );
  };
}
