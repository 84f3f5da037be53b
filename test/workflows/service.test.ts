import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ControlAnswer } from '../../src/domain/deployment.js';
import { deploymentId } from '../../src/domain/ids.js';
import { gate, lasting, playService } from '../helpers/play-service.js';
import { ranAt, texts } from '../helpers/play.js';
import { realServer, stopServers } from '../helpers/servers.js';
import { until } from '../helpers/until.js';
import { activitiesOf, inOrder, oldCommit, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

const unique = (name: string) => `${name}-${Date.now()}`;
const [b, c, d, e] = ['b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const first = (service: string, commit: string, attempt = 1) =>
  deploymentId('cart.git', service, commit, attempt);

const commits = (ended: readonly { commit: string; outcome: string }[]) =>
  ended.map(({ commit, outcome }) => `${commit.slice(0, 1)} ${outcome}`);

test('a merge starts a deployment, and its end is remembered', async (t) => {
  const w = lasting(env, 1);
  const name = unique('merge');
  await playService(env, w, name, async (service) => {
    await service.merge(b);
    await service.ended(1);
    const site = (site: string) => ({ site, commit: b });
    const { ended, ...rest } = await service.status();
    t.like(ended[0], {
      id: first(name, b),
      commit: b,
      outcome: 'rolled-out',
      why: 'all checks are green',
      sites: [site('site_1'), site('site_2'), site('site_3')],
    });
    t.deepEqual(rest, {
      service: name,
      waiting: [],
      unnamed: 0,
      attempts: [[b, 1]],
      current: b,
      repository: 'cart.git',
      policy: { merges: 'coalesce', quarantine: 'hold' },
      quarantined: [],
      superseded: 0,
    });
  });
  t.is(texts(w)[0], `Starting analysis of ${name} with deployment id ${first(name, b)}`);
});

test('of the merges that arrive meanwhile the newest is deployed, and says what it carries', async (t) => {
  const prepared = gate();
  const w = lasting(env, 1, {}, prepared);
  await playService(env, w, unique('coalesce'), async (service) => {
    await service.merge(b);
    await service.reached(b, 'preparing');
    for (const commit of [c, d, e]) await service.merge(commit);
    t.deepEqual(
      (await service.status()).waiting.map(({ commit }) => commit),
      [c, d, e],
    );
    prepared.open();
    t.deepEqual(commits(await service.ended(2)), ['b rolled-out', 'e rolled-out']);
  });
  const second = w.posted.filter(({ text }) => text.startsWith('Starting'))[1];
  t.regex(
    second?.text ?? '',
    /\nAlso contains cccccc "Greet by name".*\nAlso contains dddddd "Greet by name"/,
  );
});

test('the same merge starts nothing twice: running, ended, or part of a newer one', async (t) => {
  const prepared = gate();
  const w = lasting(env, 1, {}, prepared);
  await playService(env, w, unique('twice'), async (service) => {
    await service.merge(b);
    await service.merge(b);
    await service.reached(b, 'preparing');
    for (const commit of [b, c, c, d]) await service.merge(commit);
    prepared.open();
    await service.ended(2);
    for (const commit of [b, c, d, e]) await service.merge(commit);
    t.deepEqual(commits(await service.ended(3)), ['b rolled-out', 'd rolled-out', 'e rolled-out']);
    const { running, waiting } = await service.status();
    t.deepEqual([running, waiting], [undefined, []]);
  });
});

test('a person may ask for the same commit again: a new attempt with an id of its own', async (t) => {
  const name = unique('again');
  await playService(env, lasting(env, 1), name, async (service) => {
    await service.merge(b);
    await service.ended(1);
    await service.merge(b, { again: true });
    const ids = (await service.ended(2)).map(({ id }) => id);
    t.deepEqual(ids, [first(name, b, 1), first(name, b, 2)]);
  });
});

test('without an answer from git nothing is guessed: it is said, and asked again', async (t) => {
  let git = false;
  const survey: World['activities']['survey'] = ({ waiting }) =>
    git ? Promise.resolve(inOrder(waiting)) : Promise.reject(ApplicationFailure.nonRetryable('no such host'));
  const w = lasting(env, 1, { survey });
  const name = unique('no-git');
  await playService(env, w, name, async (service) => {
    await service.merge(b);
    const sentence = `I cannot tell what of ${name} is newest, and 1 merge waits: no such host. I keep trying.`;
    await until(() => (texts(w).includes(sentence) ? true : undefined));
    t.deepEqual((await service.status()).ended, []);
    git = true;
    await service.merge(c); // what arrives asks again at once
    t.deepEqual(commits(await service.ended(1)), ['c rolled-out']);
  });
});

test('a forced push is said and not deployed', async (t) => {
  const w = lasting(env, 1);
  const name = unique('forced');
  await playService(env, w, name, async (service) => {
    await service.merge(c, { forced: true, branch: 'main', author: 'joe' });
    await service.merge(b);
    t.deepEqual(commits(await service.ended(1)), ['b rolled-out']);
    t.deepEqual((await service.status()).waiting, []);
  });
  t.true(
    texts(w).includes(
      `main of ${name} was force-pushed to cccccc by @joe. I do not deploy that by myself; to deploy it: merganser deploy ${name} cccccc`,
    ),
  );
});

test('what the running version contains already is said and not deployed', async (t) => {
  const asked: unknown[] = [];
  const w = lasting(env, 1, {
    survey: ({ waiting, current }) => {
      asked.push(current);
      const contained = waiting.map(({ commit }) => commit);
      return Promise.resolve(inOrder(waiting, current === b ? { contained, contains: {} } : {}));
    },
  });
  const name = unique('contained');
  await playService(env, w, name, async (service) => {
    await service.merge(b);
    await service.ended(1);
    await service.merge(c);
    const sentence = `Not deploying cccccc of ${name}: bbbbbb contains it already.`;
    await until(() => (texts(w).includes(sentence) ? true : undefined));
    const { waiting, running, ended } = await service.status();
    t.deepEqual([waiting, running, ended.length], [[], undefined, 1]);
  });
  t.deepEqual(asked, [undefined, b]);
});

test('an abort sent to a service reaches its deployment', async (t) => {
  const w = lasting(env, 60);
  const name = unique('abort');
  await playService(env, w, name, async (service) => {
    const abort = (input: object) =>
      service.handle.executeUpdate<ControlAnswer, [object]>('abort', { args: [input] });
    t.deepEqual(await abort({}), {
      accepted: false,
      phase: 'waiting',
      next: 'nothing runs, and nothing waits',
    });
    await service.merge(b);
    await service.reached(b, 'analyzing');
    const id = first(name, b);
    t.deepEqual(await abort({ deploymentId: 'ffffff' }), {
      accepted: false,
      phase: 'running',
      next: `deployment ${id} runs, not ffffff`,
    });
    t.deepEqual(await abort({ by: 'ann', reason: 'wrong flag' }), {
      accepted: true,
      phase: 'running',
      next: `passed on to deployment ${id}`,
    });
    t.deepEqual(commits(await service.ended(1)), ['b aborted']);
  });
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  t.true(texts(w).includes(`@ann aborted ${name}: "wrong flag". I will roll this back.`));
});

test('cancelling a service aborts its deployment, and the service lives on, every time', async (t) => {
  const w = lasting(env, 60);
  await playService(env, w, unique('cancel'), async (service) => {
    const runs = new Set([(await service.handle.describe()).runId]);
    for (const [n, commit] of [b, c].entries()) {
      await service.merge(commit);
      await service.reached(commit, 'analyzing');
      await service.handle.cancel();
      await service.ended(n + 1);
      const { status, runId } = await service.handle.describe();
      t.is(status.name, 'RUNNING');
      runs.add(runId);
    }
    t.is(runs.size, 3);
    t.deepEqual(commits(await service.ended(2)), ['b aborted', 'c aborted']);
  });
});

test('continuing as new keeps what has ended, what waits and what is not said yet', async (t) => {
  let slack = false;
  const prepared = gate();
  const w = lasting(env, 1, {}, prepared);
  const { post } = activitiesOf(w);
  Object.assign(w.activities, {
    post: (posting) => (slack ? post(posting) : Promise.reject(new Error('503'))),
  } satisfies World['activities']);
  const name = unique('renew');
  await playService(env, w, name, async (service) => {
    const push = (commit: string) => service.merge(commit, { forced: true, branch: 'main' });
    const { runId } = await service.handle.describe();
    await push(e);
    await service.merge(b);
    await service.reached(b, 'preparing');
    await service.merge(c);
    await service.handle.cancel();
    await until(async () => ((await service.handle.describe()).runId === runId ? undefined : true));
    prepared.open();
    slack = true;
    t.deepEqual(commits(await service.ended(2)), ['b aborted', 'c rolled-out']);
    t.deepEqual((await service.status()).attempts, [
      [b, 1],
      [c, 1],
    ]);
    await push(d);
    await until(() =>
      w.posted.some(({ key }) => key.startsWith(name) && key.endsWith('-2/1')) ? true : undefined,
    );
  });
  const told = w.posted.filter(({ key }) => key.startsWith(name));
  t.deepEqual(
    told.map(({ key }) => key.replace(/-[0-9a-f]{8}-/, '-*-')),
    [`${name}-*-1/1`, `${name}-*-2/1`],
  );
});

test('what deployments say last is not lost, whenever their service continues as new', async (t) => {
  const w = lasting(env, 60);
  const runs = new Set<string>();
  await playService(env, w, unique('renewing'), async (service) => {
    for (const [n, commit] of [b, c, d].entries()) {
      await service.merge(commit);
      await service.reached(commit, 'analyzing');
      // The first aborts the deployment, and those after it meet its last word.
      const over = service.ended(n + 1).then(() => true);
      do {
        runs.add((await service.handle.describe()).runId);
        await service.handle.cancel();
      } while (!(await Promise.race([over, sleep(15 * (n + 1), false)])));
    }
    t.deepEqual(commits(await service.ended(3)), ['b aborted', 'c aborted', 'd aborted']);
  });
  t.true(runs.size > 6, `${runs.size} runs`);
});
