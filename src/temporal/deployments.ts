import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { DescribedDeployment, Deployments } from '../activities/ports.js';
import type { DeploymentView } from '../domain/deployment.js';
import { deploymentWorkflowId } from '../domain/ids.js';
import type { Order, Undo } from '../domain/order.js';

/** Reads a service's latest deployment from the server: its memo has the order and, once it began to write, the undo. */
export function temporalDeployments(client: Client): Deployments {
  return {
    async describe(service, run) {
      const handle = client.workflow.getHandle(deploymentWorkflowId(service), run);
      try {
        const { memo, status, runId } = await handle.describe();
        if (!memo?.order) return undefined;
        const result = status.name === 'COMPLETED' ? ((await handle.result()) as DeploymentView) : undefined;
        return {
          order: memo.order as Order,
          runId,
          state: status.name.toLowerCase(),
          ...(memo.undo ? { undo: memo.undo as Undo } : {}),
          ...(result?.outcome && { outcome: result.outcome }),
        } satisfies DescribedDeployment;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
  };
}
