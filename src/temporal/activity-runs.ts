import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Runs } from './runs.js';

interface Named {
  readonly id?: unknown;
  readonly deployment?: unknown;
  readonly key?: unknown;
}

/** Learns from an activity's input which deployment its run is: the workflow may be on another worker. */
export function activityRuns(runs: Runs): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const runId = info.workflowExecution?.runId;
        const service = /^deployment\.(.+)$/.exec(info.workflowExecution?.workflowId ?? '')?.[1];
        const deployment = deploymentIn(input.args[0]);
        if (runId && service && deployment) runs.know(runId, { deployment, service });
        return next(input);
      },
    },
  });
}

/** An order has its id, a look and a write name their deployment, and a message's key begins with it. */
function deploymentIn(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { id, deployment, key } = input as Named;
  const found = deployment ?? id ?? (typeof key === 'string' ? key.split('/')[0] : undefined);
  return typeof found === 'string' ? found : undefined;
}
