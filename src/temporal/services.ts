import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Services } from '../activities/ports.js';
import { serviceWorkflowId } from '../domain/ids.js';
import type { Queue } from '../domain/queue.js';
import { tellService } from './submit.js';

const withinMs = 5_000;

/** Asks and tells the workflows of services. */
export function temporalServices(client: Client): Services {
  return {
    async queue(service) {
      const handle = client.workflow.getHandle(serviceWorkflowId(service));
      try {
        return await client.withDeadline(Date.now() + withinMs, () => handle.query<Queue>('status'));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
    merged: (service, merge) => tellService(client, service, 'merged', merge),
    orphan: (service, orphan) => tellService(client, service, 'orphan', orphan),
  };
}
