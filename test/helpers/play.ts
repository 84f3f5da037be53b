import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { DeploymentView } from '../../src/domain/deployment.js';
import type { Order } from '../../src/domain/order.js';
import { enter, taskQueue } from './troupe.js';
import { activitiesOf, order, sites, type World } from './world.js';

export type Handle = WorkflowHandleWithFirstExecutionRunId;

/** Plays one deployment to its end; `during` may meddle while it runs. Ids are the test's own, so tests do not meet. */
export async function play(
  env: TestWorkflowEnvironment,
  w: World,
  id: string,
  during: (handle: Handle) => Promise<unknown> = () => Promise.resolve(),
  given: Order = order(),
): Promise<DeploymentView> {
  await enter(env, id, activitiesOf(w));
  const options = { workflowId: `deployment.${id}`, taskQueue, args: [given] };
  const handle = await env.client.workflow.start('deployment', options);
  await during(handle);
  return (await handle.result()) as DeploymentView;
}

/** First lines of what was posted. */
export const texts = (w: World) => w.posted.map((p) => p.text.split('\n')[0] ?? '');

/** The stable version that each site was last told to run. */
export const ranAt = (w: World) => sites.map(({ site }) => w.running.get(site)?.stable?.commit);

/** Whether any site was left with a canary. */
export const canaries = (w: World) => sites.filter(({ site }) => w.running.get(site)?.canary).length;
