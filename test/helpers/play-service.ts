import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Merge } from '../../src/domain/change.js';
import type { DeploymentView, Phase } from '../../src/domain/deployment.js';
import { deploymentWorkflowId, serviceWorkflowId } from '../../src/domain/ids.js';
import type { Queue } from '../../src/domain/queue.js';
import { temporalDeployments } from '../../src/temporal/deployments.js';
import { enter, taskQueue } from './troupe.js';
import { until } from './until.js';
import { activitiesOf, merge, plan, world, type World } from './world.js';

/** A service at work. */
export interface Service {
  readonly name: string;
  /** The newest run of each. */
  readonly handle: WorkflowHandle;
  readonly deployment: WorkflowHandle;
  start(): Promise<WorkflowHandle>;
  merge(commit: string, more?: Partial<Merge>): Promise<void>;
  status(): Promise<Queue>;
  /** Waits until so many deployments have ended. */
  ended(count: number): Promise<Queue['ended']>;
  /** Waits until this commit is in this phase. */
  reached(commit: string, phase: Phase): Promise<DeploymentView>;
}

/** Plays a service of its own on a real queue; what still runs afterwards is ended. Runs are described by the server. */
export async function playService<T>(
  env: TestWorkflowEnvironment,
  w: World,
  name: string,
  test: (service: Service) => Promise<T>,
): Promise<T> {
  const deployments = temporalDeployments(env.client);
  const describeDeployment = (of: string) => deployments.describe(of);
  const service = serviceOf(env, name);
  await enter(env, name, activitiesOf({ ...w, activities: { describeDeployment, ...w.activities } }));
  await service.start();
  try {
    return await test(service);
  } finally {
    for (const handle of [service.handle, service.deployment])
      await handle.terminate('the test is over').catch(() => undefined);
  }
}

function serviceOf(env: TestWorkflowEnvironment, name: string): Service {
  const { workflow } = env.client;
  const handle = workflow.getHandle(serviceWorkflowId(name));
  const deployment = workflow.getHandle(deploymentWorkflowId(name));
  const status = () => handle.query<Queue>('status');
  return {
    name,
    handle,
    deployment,
    status,
    start: () =>
      workflow.start('service', {
        workflowId: handle.workflowId,
        taskQueue,
        args: [{ service: name }],
      }),
    merge: (commit, more) => handle.signal('merged', merge(commit, more)),
    ended: (count) =>
      until(async () => {
        const { ended } = await status();
        return ended.length >= count ? ended : undefined;
      }, 60_000),
    reached: (commit, phase) =>
      until(async () => {
        const view = await deployment.query<DeploymentView>('status').catch(() => undefined);
        return view?.commit === commit && view.phase === phase ? view : undefined;
      }, 60_000),
  };
}

/** Something that waits until it is opened. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** A world in which a deployment takes `seconds`; with a gate, none is prepared before that is open. */
export function lasting(
  env: TestWorkflowEnvironment,
  seconds: number,
  activities: World['activities'] = {},
  prepared?: Gate,
): World {
  const ms = seconds * 1_000;
  const analysis = { duration: ms, maxDuration: ms, interval: 200, prepareTimeout: 10_000 };
  const prepare: World['activities']['prepare'] = async (order) => {
    await prepared?.opened;
    return { ...plan(order), analysis };
  };
  return world(env, { prepare, ...activities });
}
