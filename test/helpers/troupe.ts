import { activityInfo } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.js';
import { workerOptions } from '../../src/temporal/worker-options.js';
import { workflowBundle } from './workflow-bundle.js';

/**
 * One worker for all that a test file plays: starting one for each deployment takes longer than the deployment does. What an
 * activity does is up to its own world, which is found by the name that its workflow has after the first dot of its id.
 */
const worlds = new Map<string, Activities>();
const workers = new Map<TestWorkflowEnvironment, Promise<Running>>();

interface Running {
  readonly worker: Worker;
  readonly ended: Promise<void>;
}

/** Of this process, as the real server has many. */
export const taskQueue = `tests-${process.pid}-${Date.now()}`;

/** Has the worker of this environment play a world, under the name that the workflows of that world have. */
export async function enter(
  env: TestWorkflowEnvironment,
  name: string,
  activities: Activities,
): Promise<void> {
  worlds.set(name, activities);
  const worker = workers.get(env) ?? begin(env, Object.keys(activities) as (keyof Activities)[]);
  workers.set(env, worker);
  await worker;
}

async function begin(env: TestWorkflowEnvironment, names: readonly (keyof Activities)[]): Promise<Running> {
  const worker = await Worker.create({
    ...workerOptions,
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: Object.fromEntries(names.map((name) => [name, asInItsWorld(name)])),
  });
  return { worker, ended: worker.run() };
}

/** Ends the workers; before the servers are, which they talk to. */
export async function stopWorkers(): Promise<void> {
  for (const running of workers.values()) {
    const { worker, ended } = await running;
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended;
  }
  workers.clear();
}

const asInItsWorld =
  (name: keyof Activities) =>
  (...args: unknown[]) =>
    Reflect.apply(activitiesHere()[name], undefined, args) as unknown;

function activitiesHere(): Activities {
  const id = activityInfo().workflowExecution?.workflowId ?? '';
  const world = worlds.get(id.slice(id.indexOf('.') + 1));
  if (!world) throw new Error(`no world is played for ${id}`);
  return world;
}
