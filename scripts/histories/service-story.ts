import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { serviceWorkflowId } from '../../src/domain/ids.js';
import type { Queue } from '../../src/domain/queue.js';
import { until } from '../../test/helpers/until.js';
import { enter, taskQueue } from '../../test/helpers/troupe.js';
import { activitiesOf, merge, world } from '../../test/helpers/world.js';
import { quick } from './stories.js';

/**
 * Three merges: one is deployed, two wait and become one deployment. Then the service is cancelled, which makes it continue as new.
 * Returns the run that did all this.
 */
export async function playService(env: TestWorkflowEnvironment, service: string): Promise<WorkflowHandle> {
  const prepare = (o: Parameters<typeof quick>[0]) => Promise.resolve(quick(o));
  await enter(env, service, activitiesOf(world(env, { prepare })));
  const run = await env.client.workflow.start('service', {
    workflowId: serviceWorkflowId(service),
    taskQueue,
    args: [{ service }],
  });
  const status = () => run.query<Queue>('status');
  await run.signal('merged', merge('b'.repeat(40)));
  await until(async () => (await status()).running);
  for (const digit of ['c', 'd']) await run.signal('merged', merge(digit.repeat(40)));
  await until(async () => ((await status()).ended.length === 2 ? true : undefined));
  await run.cancel();
  const first = env.client.workflow.getHandle(run.workflowId, run.firstExecutionRunId);
  await until(async () => ((await first.describe()).status.name === 'CONTINUED_AS_NEW' ? true : undefined));
  await env.client.workflow.getHandle(run.workflowId).terminate('it was recorded');
  return first;
}
