import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Posting } from '../../src/activities/notify.js';
import { gate, lasting, playService } from '../helpers/play-service.js';
import { ranAt, texts } from '../helpers/play.js';
import { realServer, stopServers } from '../helpers/servers.js';
import { until } from '../helpers/until.js';
import { activitiesOf, oldCommit, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

const unique = (name: string) => `${name}-${Date.now()}`;
const [b, c] = ['b'.repeat(40), 'c'.repeat(40)];

const outcomes = (ended: readonly { outcome: string }[]) => ended.map(({ outcome }) => outcome);

test('an abort for a deployment that was terminated finds out, and undoes it', async (t) => {
  const w = lasting(env, 60);
  const name = unique('terminated');
  await playService(env, w, name, async (service) => {
    await service.merge(b);
    const { id } = await service.reached(b, 'analyzing');
    await service.deployment.terminate('by mistake');
    await service.handle.signal('abort');
    t.deepEqual(outcomes(await service.ended(2)), ['failed', 'rolled-back']);
    t.true(
      texts(w).includes(
        `Deployment ${id} of ${name} ended without a word (terminated). I will undo what it did.`,
      ),
    );
  });
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  const keys = w.posted.map(({ key }) => key);
  t.deepEqual([...new Set(keys)], keys);
});

test('an undo that is terminated as well is begun again, before anything else starts', async (t) => {
  const back = gate();
  const usual = lasting(env, 60);
  const { apply } = activitiesOf(usual);
  const w: World = {
    ...usual,
    activities: {
      ...usual.activities,
      apply: (want) => (want.step === 'rollback' ? back.opened.then(() => apply(want)) : apply(want)),
    },
  };
  await playService(env, w, unique('undo'), async (service) => {
    await service.merge(b);
    const { id } = await service.reached(b, 'analyzing');
    await service.merge(c);
    for (const phase of ['analyzing', 'rolling-back'] as const) {
      await service.reached(b, phase);
      await service.deployment.terminate('by mistake');
      await service.handle.signal('abort');
    }
    await until(async () => ((await service.status()).ended.length === 2 ? true : undefined));
    back.open();
    t.deepEqual(outcomes(await service.ended(3)), ['failed', 'failed', 'rolled-back']);
    t.deepEqual(new Set((await service.status()).ended.map((ended) => ended.id)), new Set([id]));
    await service.reached(c, 'analyzing');
  });
  const undone = w.applied.slice(
    0,
    w.applied.findIndex(({ canary }) => canary?.commit === c),
  );
  const sites = undone.filter(({ step }) => step === 'rollback').map(({ at }) => at.site);
  t.deepEqual([...new Set(sites)].sort(), ['site_1', 'site_2', 'site_3']);
});

test('a deployment terminated before it wrote anything needs no undo', async (t) => {
  const never = gate();
  const w = lasting(env, 1, {
    prepare: () => never.opened.then(() => Promise.reject(new Error('too late'))),
  });
  const name = unique('early');
  await playService(env, w, name, async (service) => {
    await service.merge(b);
    const { id } = await service.reached(b, 'preparing');
    await service.deployment.terminate('by mistake');
    await service.handle.signal('abort');
    t.deepEqual(outcomes(await service.ended(1)), ['failed']);
    const sentence = `Deployment ${id} of ${name} ended without a word (terminated). It had recorded no change.`;
    await until(() => (texts(w).includes(sentence) ? true : undefined));
    t.is((await service.status()).running, undefined);
    never.open();
  });
  t.deepEqual(w.applied, []);
});

test('a service that was terminated comes back and waits for the deployment that runs', async (t) => {
  const prepared = gate();
  const w = lasting(env, 1, {}, prepared);
  await playService(env, w, unique('reborn'), async (service) => {
    await service.merge(b);
    const { id } = await service.reached(b, 'preparing');
    await service.handle.terminate('by mistake');
    await service.start();
    await service.merge(c);
    await until(async () => ((await service.status()).running?.id === id ? true : undefined));
    prepared.open();
    const ended = await service.ended(2);
    t.deepEqual(
      ended.map(({ commit }) => commit),
      [b, c],
    );
  });
});

test('what a deployment could not say is said by its service, in order and in one thread', async (t) => {
  let slack = false;
  const handedOver = new Map<string, boolean>();
  const statuses: (string | undefined)[] = [];
  const usual = lasting(env, 1);
  const { post } = activitiesOf(usual);
  const trying = (posting: Posting) => {
    if (!slack) return Promise.reject(new Error('503'));
    handedOver.set(posting.key, posting.handedOver);
    if (!posting.thread) statuses.push(posting.message.status);
    return post(posting);
  };
  const w = { ...usual, activities: { ...usual.activities, post: trying } };
  await playService(env, w, unique('unsaid'), async (service) => {
    await service.merge(b);
    const [ended] = await service.ended(1);
    t.deepEqual(w.posted, []);
    slack = true;
    await until(() => (w.posted.length >= 3 ? true : undefined), 60_000);
    const keys = [1, 2, 3].map((n) => `${ended?.id}/${n}`);
    t.deepEqual(
      w.posted.map(({ key, thread }) => [key, thread]),
      keys.map((key, i) => [key, i === 0 ? undefined : '1']),
    );
    t.deepEqual([...handedOver.values()], [true, false, false]);
    t.deepEqual(statuses, ['rolled-out: all checks are green']);
  });
});

test('a status that could not be shown is shown by the service', async (t) => {
  let slack = false;
  const shown: (string | undefined)[] = [];
  const w = lasting(env, 1, {
    update: ({ message, ref }) => {
      if (!slack) return Promise.reject(new Error('503'));
      shown.push(`${ref['ts']} ${message.announcement.kind} ${message.status}`);
      return Promise.resolve();
    },
  });
  await playService(env, w, unique('status'), async (service) => {
    await service.merge(b);
    await service.ended(1);
    slack = true;
    await until(() => (shown.length > 0 ? true : undefined), 60_000);
    t.deepEqual(shown, ['1 starting rolled-out: all checks are green']);
  });
});
