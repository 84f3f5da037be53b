import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { DeploymentView, Phase } from '../../src/domain/deployment.js';
import type { Order } from '../../src/domain/order.js';
import { gate, type Gate } from './play-service.js';
import { enter, taskQueue } from './troupe.js';
import { until } from './until.js';
import { activitiesOf, order, type World } from './world.js';

/** A deployment that is played side by side with others. */
export interface Played {
  readonly handle: WorkflowHandle;
  readonly w: World;
  status(): Promise<DeploymentView>;
  /** Waits until it is in a phase. */
  reached(phase: Phase): Promise<DeploymentView>;
  /** How it ended. */
  end(): Promise<DeploymentView>;
}

/** Starts a deployment of a service of its own, in a world of its own. */
export async function playOn(
  env: TestWorkflowEnvironment,
  service: string,
  w: World,
  given?: Partial<Order>,
): Promise<Played> {
  const usual = w.plan;
  w.plan = (plan) => {
    const planned = usual?.(plan) ?? plan;
    return { ...planned, sites: planned.sites.map((at) => ({ ...at, service })) };
  };
  await enter(env, service, activitiesOf(w));
  const handle = await env.client.workflow.start('deployment', {
    workflowId: `deployment.${service}`,
    taskQueue,
    args: [order({ service, ...given })],
  });
  return playedBy(handle, w);
}

function playedBy(handle: WorkflowHandle, w: World): Played {
  const status = () => handle.query<DeploymentView>('status');
  const reached = async (phase: Phase) => {
    let seen: string | undefined;
    return until(
      async () => {
        const view = await status();
        seen = view.phase;
        return view.phase === phase ? view : undefined;
      },
      20_000,
      () => `: ${handle.workflowId} is ${seen}, not ${phase}`,
    );
  };
  return { handle, w, status, reached, end: () => handle.result() as Promise<DeploymentView> };
}

/** Where an activity is held up until the gate is opened; `apply` by its step, `post` by what is said. */
export type Point = 'observe' | 'canary' | 'look' | 'rollout' | 'rollback' | 'recovery' | `post ${string}`;

/** Holds up what happens at a point. Returns the gate, and whether something waits at it. */
export function holdUp(w: World, point: Point): Gate & { readonly reached: () => boolean } {
  const opened = gate();
  let isReached = false;
  const usual = activitiesOf(w);
  const at = async (now: Point) => {
    if (now !== point) return;
    isReached = true;
    await opened.opened;
  };
  Object.assign(w.activities, {
    observe: (site) => at('observe').then(() => usual.observe(site)),
    apply: (want) => at(want.step).then(() => usual.apply(want)),
    look: (o) => at('look').then(() => usual.look(o)),
    recovery: (o) => at('recovery').then(() => usual.recovery(o)),
    post: (posting) => at(`post ${posting.message.announcement.kind}`).then(() => usual.post(posting)),
  } satisfies World['activities']);
  return { ...opened, reached: () => isReached };
}

/** Metrics by which a deployment ends: as proven, as too thin to tell, or as bad. */
export const short = (w: World, durationMs = 600): World =>
  Object.assign(w, {
    now: () => Promise.resolve(Date.now()),
    analysis: { duration: durationMs, maxDuration: durationMs, interval: 200, prepareTimeout: 10_000 },
  });
