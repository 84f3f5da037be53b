import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { serviceWorkflowId } from '../../src/domain/ids.js';
import type { Queue } from '../../src/domain/queue.js';
import { temporalDeployments } from '../../src/temporal/deployments.js';
import { workerOptions } from '../../src/temporal/worker-options.js';
import { gate } from '../../test/helpers/play-service.js';
import { until } from '../../test/helpers/until.js';
import { workflowBundle } from '../../test/helpers/workflow-bundle.js';
import { activitiesOf, world, type World } from '../../test/helpers/world.js';

/** What a service's status knows of merges that wait. */
export async function countWaiting(env: TestWorkflowEnvironment, service: string): Promise<number> {
  const { waiting, unnamed } = await statusOf(env, service);
  return waiting.length + unnamed;
}

const statusOf = (env: TestWorkflowEnvironment, service: string) =>
  env.client.workflow.getHandle(serviceWorkflowId(service)).query<Queue>('status');

/** Asks services with a worker that starts nothing: their repositories do not answer. */
export const withoutStarting = <T>(env: TestWorkflowEnvironment, work: () => Promise<T>): Promise<T> =>
  whileHanging(env, work, (hang) => ({ chooseNext: hang, survey: hang }));

/** Works while a worker keeps the first deployment of every service in its preparation. */
export const whilePreparing = <T>(env: TestWorkflowEnvironment, work: () => Promise<T>): Promise<T> =>
  whileHanging(env, work, (hang) => ({ prepare: hang }));

export const untilRunning = (env: TestWorkflowEnvironment, service: string) =>
  until(async () => (await statusOf(env, service)).running, 60_000);

async function whileHanging<T>(
  env: TestWorkflowEnvironment,
  work: () => Promise<T>,
  hanging: (hang: () => Promise<never>) => World['activities'],
): Promise<T> {
  const over = gate();
  const hang = async () => {
    await over.opened;
    throw new Error('the bench is over');
  };
  const deployments = temporalDeployments(env.client);
  const describeDeployment = (service: string) => deployments.describe(service);
  const all = { describeDeployment, ...hanging(hang) };
  const worker = await Worker.create({
    ...workerOptions,
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    workflowBundle: await workflowBundle(),
    activities: activitiesOf(world(env, all)),
  });
  return worker.runUntil(work().finally(() => over.open()));
}
