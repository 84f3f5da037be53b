import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Apply } from '../../src/activities/index.js';
import type { ControlAnswer, DeploymentView } from '../../src/domain/deployment.js';
import { canaries, play, ranAt, texts, type Handle } from '../helpers/play.js';
import { realServer, stopServers } from '../helpers/servers.js';
import { until } from '../helpers/until.js';
import { activitiesOf, oldCommit, world, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

/** A deployment that is over in a second. */
const quick = (w: World) =>
  Object.assign(w, {
    analysis: { duration: 1_000, maxDuration: 1_000, interval: 200, prepareTimeout: 10_000 },
  });

type Moment = 'prepare' | 'observe' | 'look' | Apply['step'];
type Stop = (handle: Handle) => Promise<unknown>;

/** What is stopped goes on until the story has left it behind, as a real canary start would. */
async function gaveUp(handle: Handle, moment: Moment): Promise<void> {
  const leaves = moment !== 'rollback';
  for (let tries = 0; leaves && tries < 200; tries += 1) {
    const { abort, phase } = await handle.query<DeploymentView>('status');
    if (!abort || phase === 'rolling-back' || phase === 'done') return;
    await setTimeout(20);
  }
}

/** Stops a deployment while it is doing something, once, and lets that go on until the test's end. */
function stopAt(moment: Moment, id: string, stop: Stop): World {
  const usual = quick(world(env));
  const doing = activitiesOf(usual);
  const handle = () => env.client.workflow.getHandle(`deployment.${id}`) as Handle;
  let stopped = false;
  const first = async (now: Moment) => {
    if (now !== moment || stopped) return;
    stopped = true;
    await stop(handle());
    await gaveUp(handle(), moment);
  };
  return Object.assign(usual, {
    activities: {
      prepare: (o) => first('prepare').then(() => doing.prepare(o)),
      observe: (at) => first('observe').then(() => doing.observe(at)),
      look: (o) => first('look').then(() => doing.look(o)),
      apply: (want) => first(want.step).then(() => doing.apply(want)),
    } satisfies World['activities'],
  });
}

const phaseOf = async (handle: Handle) => (await handle.query<DeploymentView>('status')).phase;

const byAnn = { by: 'ann', reason: 'wrong flag' };
const ways: Record<string, Stop> = {
  signal: (handle) => handle.signal('abort', byAnn),
  update: (handle) => handle.executeUpdate('abort', { args: [byAnn] }),
  cancel: (handle) => handle.cancel(),
};

for (const [way, stop] of Object.entries(ways)) {
  for (const moment of ['prepare', 'observe'] as const) {
    test(`an abort by ${way} before anything was written changes nothing: ${moment}`, async (t) => {
      const w = stopAt(moment, `${way}-${moment}`, stop);
      const view = await play(env, w, `${way}-${moment}`);
      t.is(view.outcome?.kind, 'aborted');
      t.deepEqual(w.applied, []);
      t.regex(texts(w)[0] ?? '', /aborted cart.*Nothing was changed\.$/);
    });
  }
  for (const moment of ['canary', 'look', 'rollout'] as const) {
    test(`an abort by ${way} puts the old version back everywhere: ${moment}`, async (t) => {
      const w = stopAt(moment, `${way}-${moment}`, stop);
      const view = await play(env, w, `${way}-${moment}`);
      t.is(view.outcome?.kind, 'aborted');
      t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
      t.is(canaries(w), 0);
      t.is(texts(w).at(-1), 'Rolled back cart: site_1, site_2, site_3 run aaaaaa again');
      if (way !== 'cancel')
        t.true(texts(w).includes('@ann aborted cart: "wrong flag". I will roll this back.'));
    });
  }
}

test('an abort while it rolls back already is answered so, and the first who and why stay', async (t) => {
  const answers: ControlAnswer[] = [];
  const w = stopAt('rollback', 'twice', async (handle) => {
    answers.push(await handle.executeUpdate<ControlAnswer, [object]>('abort', { args: [{ by: 'kim' }] }));
  });
  const view = await play(env, w, 'twice', async (handle) => {
    await until(async () => (await phaseOf(handle)) === 'analyzing' || undefined);
    await handle.signal('abort', byAnn);
  });
  t.deepEqual(view.abort, byAnn);
  t.deepEqual(answers, [{ accepted: true, phase: 'rolling-back', next: 'it is being rolled back already' }]);
});

test('an abort that names another deployment is refused', async (t) => {
  let answer: ControlAnswer | undefined;
  const w = stopAt('look', 'other', async (handle) => {
    answer = await handle.executeUpdate<ControlAnswer, [object]>('abort', {
      args: [{ deploymentId: 'ffffff' }],
    });
  });
  const view = await play(env, w, 'other');
  t.is(view.outcome?.kind, 'rolled-out');
  t.deepEqual(answer, { accepted: false, phase: 'analyzing', next: 'this is deployment abc123, not ffffff' });
});

const garbled: [title: string, args: unknown[]][] = [
  ['abort with no input', []],
  ['abort with null', [null]],
  ['abort with a string', ['wrong flag']],
  ['abort with an array', [[{ by: 'ann' }, 7]]],
  ['abort with two arguments', [{ by: 'ann' }, { by: 'kim' }]],
  ['abort with 1 MB', [{ by: 'ann', reason: 'x'.repeat(1_000_000) }]],
];
for (const [title, args] of garbled) {
  test(`${title} is an abort`, async (t) => {
    const id = title.replaceAll(' ', '-');
    const w = stopAt('look', id, (handle) => handle.signal('abort', ...args));
    const view = await play(env, w, id);
    t.is(view.outcome?.kind, 'aborted');
    t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
    t.true(JSON.stringify(view).length < 10_000);
  });
}

test('abort with an undecodable payload is an abort', async (t) => {
  const payloads = [
    { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"by": ') },
    { metadata: { encoding: Buffer.from('no/such') }, data: Buffer.from([0, 255]) },
    { metadata: { encoding: Buffer.from('') }, data: Buffer.from('x') },
  ];
  for (const [i, payload] of payloads.entries()) {
    const id = `undecodable-${i}`;
    const w = stopAt('look', id, () =>
      env.client.workflowService.signalWorkflowExecution({
        namespace: env.namespace ?? 'default',
        workflowExecution: { workflowId: `deployment.${id}` },
        signalName: 'abort',
        input: { payloads: [payload] },
      }),
    );
    const view = await play(env, w, id);
    t.is(view.outcome?.kind, 'aborted');
    t.is(view.abort?.reason, 'the input could not be read');
  }
});
