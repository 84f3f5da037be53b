import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { asFailure } from '../../src/activities/failures.js';
import { Unhealthy } from '../../src/deploy-targets/target.js';
import type { DeploymentView, Phase } from '../../src/domain/deployment.js';
import type { Order } from '../../src/domain/order.js';
import type { Plan, Policy } from '../../src/domain/plan.js';
import type { Handle } from '../../test/helpers/play.js';
import { until } from '../../test/helpers/until.js';
import { activitiesOf, order, plan, polled, sites, version, world } from '../../test/helpers/world.js';
import type { World } from '../../test/helpers/world.js';

/** A deployment to record: the world it meets, who meddles with it, and what it must end in. */
export interface Story {
  readonly name: string;
  readonly outcome: string;
  readonly world: (env: TestWorkflowEnvironment) => World;
  readonly during?: (handle: Handle) => Promise<unknown>;
  readonly order?: Order;
}

/** Over in two seconds, and judged by the last half of one: histories stay small, and what heals is forgotten in time. */
export function quick(o: Order, policy: Partial<Policy> = {}): Plan {
  const usual = plan(o);
  return {
    ...usual,
    analysis: { duration: 2_000, maxDuration: 2_000, interval: 250, prepareTimeout: 10_000 },
    policy: { ...usual.policy, ...policy },
    checks: usual.checks.map((check) => ({ ...check, window: 500 })),
  };
}

type Metrics = World['metrics'];

const meets =
  (metrics?: Metrics, policy?: Partial<Policy>) =>
  (env: TestWorkflowEnvironment): World => ({
    ...world(env, { prepare: (o) => Promise.resolve(quick(o, policy)) }),
    ...(metrics && { metrics }),
  });

const thin: Metrics = (site) => polled(site, 0, 1);

const reached = (handle: Handle, phase: Phase) =>
  until(async () => ((await handle.query<DeploymentView>('status')).phase === phase ? phase : undefined));

function refused(env: TestWorkflowEnvironment): World {
  const why = 'cart: start is missing in .merganser.yaml at bbbbbb';
  return world(env, { prepare: () => Promise.reject(ApplicationFailure.nonRetryable(why, 'ConfigError')) });
}

function crashing(env: TestWorkflowEnvironment): World {
  const usual = meets()(env);
  const { apply } = activitiesOf(usual);
  const crash = new Unhealthy('it ended with exit code 1', ['boom']);
  return {
    ...usual,
    activities: {
      ...usual.activities,
      apply: (want) =>
        want.step === 'canary' && want.at.site === 'site_2' ? Promise.reject(asFailure(crash)) : apply(want),
    },
  };
}

/** A site whose rollback fails until a person gives it up. */
function stuck(env: TestWorkflowEnvironment): World {
  const usual = meets((site) => polled(site, 50))(env);
  const { apply } = activitiesOf(usual);
  const full = new Unhealthy('the disk is full');
  const activities: World['activities'] = {
    ...usual.activities,
    apply: (want) =>
      want.step === 'rollback' && want.at.site === 'site_2' ? Promise.reject(asFailure(full)) : apply(want),
  };
  return { ...usual, activities };
}

const whenStuck = (handle: Handle) =>
  until(async () => (await handle.query<DeploymentView>('status')).stuck?.length || undefined);

const lost = order({
  undo: {
    service: 'cart',
    owner: 'test',
    base: 1_790_000_000_000,
    sites: sites.map((at) => ({ at, stable: version('a'.repeat(40)) })),
  },
});

/** One for every way in which a deployment can end, and for every control. */
export const stories: readonly Story[] = [
  { name: 'rolled-out', outcome: 'rolled-out', world: meets() },
  { name: 'rolled-out-unproven', outcome: 'rolled-out', world: meets(thin) },
  {
    name: 'rolled-out-forced',
    outcome: 'rolled-out',
    world: meets(thin, { unproven: 'hold' }),
    during: (handle) => reached(handle, 'held').then(() => handle.signal('promote', { by: 'ann' })),
  },
  {
    name: 'recovered',
    outcome: 'rolled-out',
    world: meets((site, since) => polled(site, since < 700 ? 50 : 0)),
  },
  {
    name: 'rolled-back',
    outcome: 'rolled-back',
    world: meets((site) => polled(site, site === 'site_2' ? 3 : 0)),
  },
  {
    name: 'rolled-back-unanswered',
    outcome: 'rolled-back',
    world: meets(thin, { unproven: 'hold', holdFor: 1_000 }),
  },
  { name: 'could-not-start', outcome: 'rolled-back', world: crashing },
  {
    name: 'aborted',
    outcome: 'aborted',
    world: meets(),
    during: (handle) => reached(handle, 'analyzing').then(() => handle.signal('abort', { by: 'ann' })),
  },
  {
    name: 'held-and-resumed',
    outcome: 'rolled-out',
    world: meets(),
    during: async (handle) => {
      const { until: deadline = '' } =
        (await reached(handle, 'analyzing'), await handle.query<DeploymentView>('status'));
      await handle.signal('hold', { by: 'ann', reason: 'I look first' });
      await until(() => Date.now() > Date.parse(deadline) + 500 || undefined);
      await handle.signal('resume', { by: 'ann' });
    },
  },
  {
    name: 'promoted',
    outcome: 'rolled-out',
    world: meets(),
    during: (handle) => reached(handle, 'analyzing').then(() => handle.signal('promote', { by: 'ann' })),
  },
  {
    name: 'superseded',
    outcome: 'superseded',
    world: meets(),
    during: (handle) =>
      reached(handle, 'analyzing').then(() =>
        handle.signal('abort', { superseded: true, commit: 'c'.repeat(40) }),
      ),
  },
  {
    name: 'rollback-failed',
    outcome: 'rollback-failed',
    world: stuck,
    during: (handle) =>
      whenStuck(handle).then(() => handle.signal('leave', { by: 'ann', sites: ['site_2'] })),
  },
  { name: 'failed', outcome: 'failed', world: refused },
  { name: 'undone', outcome: 'rolled-back', world: meets(), order: lost },
];
