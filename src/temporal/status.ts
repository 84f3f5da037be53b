import { isGrpcDeadlineError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { DeploymentView } from '../domain/deployment.js';
import { deploymentWorkflowId, serviceWorkflowId } from '../domain/ids.js';
import type { Queue } from '../domain/queue.js';

const withinMs = 5_000;

/** What a service remembers; undefined where it was never deployed. Throws a sentence when nobody answers. */
export const queueOf = (client: Client, service: string) => ask<Queue>(client, serviceWorkflowId(service));

/** The deployment that runs or ran last, as far as Temporal keeps it. Throws a sentence when nobody answers. */
export const deploymentOf = (client: Client, service: string) =>
  ask<DeploymentView>(client, deploymentWorkflowId(service));

async function ask<T>(client: Client, workflowId: string): Promise<T | undefined> {
  try {
    return await client.withDeadline(Date.now() + withinMs, () =>
      client.workflow.getHandle(workflowId).query<T>('status'),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (isGrpcDeadlineError(error))
      throw new Error(`no worker answers for ${workflowId}: is one running?`, { cause: error });
    throw error;
  }
}
