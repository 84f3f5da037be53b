import { ApplicationFailure } from '@temporalio/common';
import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Apply } from '../../src/activities/index.js';
import { asFailure } from '../../src/activities/failures.js';
import { Fenced, Unhealthy, Unreachable } from '../../src/deploy-targets/target.js';
import { canaries, play, ranAt, texts } from '../helpers/play.js';
import { realServer, stopServers, timeSkipping } from '../helpers/servers.js';
import { activitiesOf, newCommit, oldCommit, polled, world, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
/** Cancelling one of several activities that end at once needs a server that takes the race: the real one. */
let real: TestWorkflowEnvironment;
test.before(async () => {
  env = await timeSkipping();
  real = await realServer();
});
test.after.always(stopServers);

/** A world in which applying fails with what `fault` returns. */
function failing(fault: (want: Apply, n: number) => Error | undefined): World {
  const w = world(env);
  const usual = activitiesOf(w);
  let n = 0;
  const apply = (want: Apply) => {
    const error = fault(want, (n += 1));
    return error ? Promise.reject(asFailure(error)) : usual.apply(want);
  };
  return Object.assign(w, { activities: { apply } });
}

const quick = (w: World) =>
  Object.assign(w, {
    now: () => Promise.resolve(Date.now()),
    analysis: { duration: 1_000, maxDuration: 1_000, interval: 200, prepareTimeout: 10_000 },
  });

const bad = (w: World) => Object.assign(w, { metrics: (site: string) => polled(site, 50) });

test.serial('a canary that cannot start at one site is undone everywhere, with its last words', async (t) => {
  const w = failing(({ step, at }) =>
    step === 'canary' && at.site === 'site_2'
      ? new Unhealthy('it ended with exit code 1', ['boom', 'at line 7'])
      : undefined,
  );
  const view = await play(real, w, 'could-not-start');
  t.is(view.outcome?.kind, 'rolled-back');
  t.is(
    w.posted[0]?.text,
    'The canary of cart could not be started in site_2: it ended with exit code 1. I will undo it.\n  boom\n  at line 7',
  );
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  t.is(canaries(w), 0);
});

test.serial('what cannot be prepared changes nothing and says why', async (t) => {
  const w = world(env, {
    prepare: () =>
      Promise.reject(ApplicationFailure.nonRetryable('the commit bbbbbb is not there', 'UnknownCommit')),
  });
  const view = await play(env, w, 'prepare');
  t.is(view.outcome?.kind, 'failed');
  t.deepEqual(w.applied, []);
  t.is(
    w.posted[0]?.text,
    'I could not deploy cart with deployment id abc123: the commit bbbbbb is not there\n"Greet by name" by @jane. Nothing was changed.',
  );
});

test.serial(
  'a site that cannot be reached at rollout is said once and tried until it is there',
  async (t) => {
    const w = failing(({ step, at }, n) =>
      step === 'rollout' && at.site === 'site_3' && n < 60
        ? new Unreachable('the agent does not answer')
        : undefined,
    );
    const view = await play(env, w, 'rollout');
    t.is(view.outcome?.kind, 'rolled-out');
    t.deepEqual(ranAt(w), [newCommit, newCommit, newCommit]);
    const said = texts(w).filter((text) => text.startsWith('I cannot roll out cart in site_3 yet'));
    t.deepEqual(said, ['I cannot roll out cart in site_3 yet: the agent does not answer. I keep trying.']);
  },
);

test.serial('a version that does not get healthy at full capacity is rolled back everywhere', async (t) => {
  const w = failing(({ step, at }) =>
    step === 'rollout' && at.site === 'site_1' ? new Unhealthy('it never answered') : undefined,
  );
  const view = await play(real, quick(w), 'unhealthy');
  t.is(view.outcome?.kind, 'rolled-back');
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  t.true(
    texts(w).includes(
      'cart did not get healthy at full capacity in site_1: it never answered. I will roll this back.',
    ),
  );
});

test.serial('a rollback that is stuck calls for an operator, and goes on until it is done', async (t) => {
  const w = bad(
    failing(({ step, at }, n) =>
      step === 'rollback' && at.site === 'site_2' && n < 100
        ? new Unreachable('the agent does not answer')
        : undefined,
    ),
  );
  const view = await play(env, w, 'stuck');
  t.is(view.outcome?.kind, 'rolled-back');
  t.false(view.needsOperator);
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  const said = texts(w).filter((text) => text.includes('needs an operator'));
  t.deepEqual(said, [
    'The rollback of cart in site_2 needs an operator: the agent does not answer. I keep trying.',
  ]);
});

test.serial(
  'a site that took the canary off its requests by itself is told of when it is heard again',
  async (t) => {
    const w = bad(world(env));
    const { apply: usual } = activitiesOf(w);
    const apply = async (want: Apply) => ({
      ...(await usual(want)),
      ...(want.step === 'rollback' && want.at.site === 'site_2' && { ttlExpired: true }),
    });
    const view = await play(env, Object.assign(w, { activities: { apply } }), 'expired');
    t.is(view.outcome?.kind, 'rolled-back');
    t.deepEqual(texts(w).slice(-3, -1), [
      'site_2 had put all requests back on the stable version of cart by itself: it had not heard of me for too long.',
      'Rolled back cart: site_1, site_2, site_3 run aaaaaa again',
    ]);
  },
);

test.serial('a site that a newer generation has is left to it', async (t) => {
  const w = bad(
    failing(({ step, at }) =>
      step === 'rollback' && at.site === 'site_2' ? new Fenced('generation 9 is newer') : undefined,
    ),
  );
  const view = await play(env, w, 'fenced');
  t.is(view.outcome?.kind, 'rolled-back');
  t.true(texts(w).includes('I left cart in site_2 as it is: generation 9 is newer'));
  t.is(texts(w).at(-2), 'Rolled back cart: site_1, site_3 run aaaaaa again');
});

test.serial(
  'every write is fenced: above what the sites had seen, rollback above rollout above canary',
  async (t) => {
    const w = world(env);
    await play(env, w, 'generations');
    const steps = w.applied.map(({ step, generation }) => [step, generation % 1000]);
    t.deepEqual(new Set(steps.map(String)), new Set(['canary,1', 'rollout,2']));
    t.true(w.applied.every(({ generation }) => generation > 7_000));
  },
);
