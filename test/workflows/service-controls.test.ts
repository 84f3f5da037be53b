import type { TestWorkflowEnvironment } from '@temporalio/testing';
import test from 'ava';
import type { ControlAnswer } from '../../src/domain/deployment.js';
import { gate, lasting, playService, type Service } from '../helpers/play-service.js';
import { texts } from '../helpers/play.js';
import { realServer, stopServers } from '../helpers/servers.js';
import { until } from '../helpers/until.js';
import { inOrder, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

const unique = (name: string) => `${name}-${Date.now()}`;
const [b, c, d] = ['b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string];
const ended = async (service: Service, count: number) =>
  (await service.ended(count)).map(({ commit, outcome }) => `${commit.slice(0, 1)} ${outcome}`);
const tell = (service: Service, control: string, input: object = { by: 'ann' }) =>
  service.handle.executeUpdate<ControlAnswer, [object]>(control, { args: [input] });
/** With all their lines. */
const said = (w: World) => w.posted.map(({ text }) => text);
const says = (w: World, sentence: RegExp) =>
  until(
    () => said(w).find((text) => sentence.test(text)),
    20_000,
    () => `; it said:\n${said(w).join('\n')}`,
  );

/** A survey in which every later merge brings back what is in quarantine. */
const bringingBack: World['activities']['survey'] = ({ waiting, quarantined }) =>
  Promise.resolve(
    inOrder(waiting, { quarantined: Object.fromEntries(waiting.map(({ commit }) => [commit, quarantined])) }),
  );

test('in a freeze merges wait, and it is said; unfreeze, or its end, lets them go on', async (t) => {
  const w = lasting(env, 1);
  const name = unique('freeze');
  await playService(env, w, name, async (service) => {
    t.like(await tell(service, 'freeze', { by: 'ann', reason: 'holiday' }), {
      accepted: true,
      phase: 'waiting',
    });
    await service.merge(b);
    await says(w, /^bbbbbb of .* waits: frozen by ann: "holiday"$/);
    t.deepEqual((await service.status()).ended, []);
    await tell(service, 'unfreeze');
    t.deepEqual(await ended(service, 1), ['b rolled-out']);
    await tell(service, 'freeze', { until: new Date(Date.now() + 2_000).toISOString() });
    await service.merge(c);
    t.is((await service.status()).running, undefined);
    t.deepEqual(await ended(service, 2), ['b rolled-out', 'c rolled-out']);
  });
});

test('a held service starts nothing but what somebody promotes', async (t) => {
  await playService(env, lasting(env, 1), unique('held'), async (service) => {
    await tell(service, 'hold');
    for (const commit of [b, c]) await service.merge(commit);
    t.is((await service.status()).running, undefined);
    t.like(await tell(service, 'promote', { commit: b }), {
      accepted: true,
      next: 'bbbbbb is next, and is analysed',
    });
    t.deepEqual(await ended(service, 1), ['b rolled-out']);
    t.deepEqual(
      (await service.status()).waiting.map(({ commit }) => commit),
      [c],
    );
    await tell(service, 'resume');
    t.deepEqual(await ended(service, 2), ['b rolled-out', 'c rolled-out']);
  });
});

test('what would bring an aborted commit back waits for a person: promoted, or after a lift, it goes on', async (t) => {
  const w = lasting(env, 1, { survey: bringingBack });
  const name = unique('quarantine');
  await playService(env, w, name, async (service) => {
    await service.merge(b);
    await service.reached(b, 'analyzing');
    await tell(service, 'abort', { by: 'ann', reason: 'wrong flag' });
    t.deepEqual(await ended(service, 1), ['b aborted']);
    await service.merge(c);
    await says(
      w,
      /^cccccc of .* waits for a person\. It contains:\n {2}bbbbbb: ann aborted it: wrong flag\nTo deploy it/,
    );
    t.like(await service.status(), { asking: { why: 'quarantine', commits: [c], quarantined: [b] } });
    t.deepEqual(await tell(service, 'lift'), {
      accepted: true,
      phase: 'waiting',
      next: 'bbbbbb may be deployed again, as part of a later merge or by: deploy',
    });
    t.deepEqual(await ended(service, 2), ['b aborted', 'c rolled-out']);
  });
});

test('policy deploy-with-warning: it is said, and deployed', async (t) => {
  const survey: World['activities']['survey'] = async (question) => ({
    ...(await bringingBack(question)),
    policy: { merges: 'coalesce', quarantine: 'deploy-with-warning' },
  });
  const w = lasting(env, 1, { survey });
  await playService(env, w, unique('warned'), async (service) => {
    await service.merge(b);
    await service.reached(b, 'analyzing');
    await tell(service, 'abort', {});
    await service.merge(c);
    await says(w, /^Warning: cccccc of .* contains:\n {2}bbbbbb: somebody aborted it$/);
    t.deepEqual(await ended(service, 2), ['b aborted', 'c rolled-out']);
  });
});

test('rollback: the version before is rolled out without analysis, and what it replaces is in quarantine', async (t) => {
  const w = lasting(env, 1);
  await playService(env, w, unique('back'), async (service) => {
    for (const commit of [b, c]) {
      await service.merge(commit);
      await until(async () => ((await service.status()).current === commit ? true : undefined), 60_000);
    }
    t.like(await tell(service, 'rollback', { by: 'ann', reason: 'slow' }), {
      accepted: true,
      next: 'bbbbbb is rolled out again, without analysis',
    });
    const [, , last] = await service.ended(3);
    t.like(last, { commit: b, outcome: 'rolled-out' });
    t.like(await service.status(), {
      current: b,
      quarantined: [{ commit: c, why: 'ann went back from it' }],
    });
  });
  t.is(texts(w).filter((text) => text.startsWith('Starting analysis')).length, 2);
});

test('policy queue: one after the other', async (t) => {
  const survey: World['activities']['survey'] = ({ waiting }) =>
    Promise.resolve(inOrder(waiting, { policy: { merges: 'queue', quarantine: 'hold' } }));
  const prepared = gate();
  await playService(env, lasting(env, 1, { survey }, prepared), unique('queue'), async (service) => {
    await service.merge(b);
    await service.reached(b, 'preparing');
    for (const commit of [c, d]) await service.merge(commit);
    prepared.open();
    t.deepEqual(await ended(service, 3), ['b rolled-out', 'c rolled-out', 'd rolled-out']);
  });
});

test('a service that comes back knows what its deployment did while it was away', async (t) => {
  await playService(env, lasting(env, 1), unique('recalled'), async (service) => {
    await service.merge(b);
    await service.reached(b, 'analyzing');
    await service.handle.terminate('by mistake');
    await until(
      async () => ((await service.deployment.describe()).status.name === 'COMPLETED' ? true : undefined),
      60_000,
    );
    await service.start();
    t.deepEqual(await ended(service, 1), ['b rolled-out']);
    await service.merge(b);
    t.like(await service.status(), { current: b, waiting: [], running: undefined });
  });
});

test('nonsense by signal harms nothing', async (t) => {
  await playService(env, lasting(env, 1), unique('nonsense'), async (service) => {
    for (const nonsense of [
      undefined,
      7,
      { commit: c, repository: 7 },
      { commit: c, repository: 'r', author: {} },
    ])
      await service.handle.signal('merged', nonsense);
    await service.handle.signal('finished', {
      id: 'x',
      commit: 'b',
      outcome: 'failed',
      unsaid: { entries: 7 },
    });
    await service.merge(b);
    t.deepEqual((await ended(service, 1)).at(-1)?.slice(2), 'rolled-out');
  });
});
