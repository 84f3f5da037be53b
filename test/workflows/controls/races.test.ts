import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ControlAnswer, DeploymentView } from '../../../src/domain/deployment.js';
import { workerOptions } from '../../../src/temporal/worker-options.js';
import { texts } from '../../helpers/play.js';
import { realServer, stopServers } from '../../helpers/servers.js';
import { holdUp, playOn, short, type Point } from '../../helpers/stage.js';
import { until } from '../../helpers/until.js';
import { activitiesOf, order, polled, sites, world, type World } from '../../helpers/world.js';
import { workflowBundle } from '../../helpers/workflow-bundle.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

/** Workers of one kind, so that a test decides when workflow tasks and when activities are done. */
async function workers(w: World, queue: string) {
  const connection = await NativeConnection.connect({ address: env.address });
  const options = { ...workerOptions, connection, namespace: env.namespace ?? 'default', taskQueue: queue };
  const bundle = await workflowBundle();
  return {
    close: () => connection.close(),
    workflows: () => Worker.create({ ...options, workflowBundle: bundle }),
    activities: () => Worker.create({ ...options, activities: activitiesOf(w) }),
  };
}

type InOrder = 'result, abort' | 'abort, result';

/**
 * Lets the last result of an activity and an abort be recorded while no workflow task is done: they come in one task then,
 * in the order in which they were recorded.
 */
async function inOneTask(w: World, name: string, point: Point, at: InOrder) {
  const queue = `race-${name}-${Date.now()}`;
  const gate = holdUp(w, point);
  const made = await workers(w, queue);
  const doing = await made.activities();
  const done = doing.run();
  const handle = await env.client.workflow.start('deployment', {
    workflowId: `deployment.${queue}`,
    taskQueue: queue,
    args: [order()],
  });
  const first = await made.workflows();
  await first.runUntil(until(() => gate.reached() || undefined));
  const abort = () => handle.signal('abort', { by: 'ann' });
  const results = async () => {
    gate.open();
    await until(async () => {
      const { pendingActivities } = (await handle.describe()).raw;
      return (pendingActivities ?? []).length === 0 || undefined;
    });
  };
  for (const step of at === 'abort, result' ? [abort, results] : [results, abort]) await step();
  const second = await made.workflows();
  const view = await second.runUntil(handle.result() as Promise<DeploymentView>);
  doing.shutdown();
  await done;
  await made.close();
  return view;
}

for (const at of ['result, abort', 'abort, result'] as const) {
  const id = at.replace(/, /, '-');
  test.serial(
    `an abort in one task with the last observation changes nothing at any site: ${at}`,
    async (t) => {
      const w = short(world(env));
      const view = await inOneTask(w, `observe-${id}`, 'observe', at);
      t.is(view.outcome?.kind, 'aborted');
      t.deepEqual(w.applied, []);
      t.deepEqual(texts(w), ['@ann aborted cart. Nothing was changed.']);
    },
  );

  test.serial(`an abort in one task with the last canary starts no analysis: ${at}`, async (t) => {
    const w = short(world(env));
    const view = await inOneTask(w, `canary-${id}`, 'canary', at);
    t.is(view.outcome?.kind, 'aborted');
    t.is(w.applied.filter(({ step }) => step === 'rollback').length, sites.length);
    t.deepEqual(texts(w), [
      '@ann aborted cart. I will roll this back.',
      'Rolled back cart: site_1, site_2, site_3 run aaaaaa again',
    ]);
  });

  test.serial(
    `an abort in one task with the look that decides says nothing of green checks: ${at}`,
    async (t) => {
      const w = short(world(env), 1);
      const view = await inOneTask(w, `look-${id}`, 'look', at);
      t.is(view.outcome?.kind, 'aborted');
      t.false(w.applied.some(({ step }) => step === 'rollout'));
      t.deepEqual(texts(w).slice(1), [
        '@ann aborted cart. I will roll this back.',
        'Rolled back cart: site_1, site_2, site_3 run aaaaaa again',
      ]);
    },
  );

  test.serial(`an abort in one task with the last site of a rollout is obeyed: ${at}`, async (t) => {
    const w = short(world(env));
    const view = await inOneTask(w, `rollout-${id}`, 'rollout', at);
    t.is(view.outcome?.kind, 'aborted');
    t.false(texts(w).some((text) => text.startsWith('Rolled out')));
  });
}

test.serial('of two words in one task the first stays', async (t) => {
  const w = short(world(env));
  const look = holdUp(w, 'look');
  const played = await playOn(env, `two-${Date.now()}`, w);
  await until(() => look.reached() || undefined);
  const say = (control: string, by: string) =>
    played.handle.executeUpdate<ControlAnswer, [object]>(control, { args: [{ by }] });
  const both = await Promise.all([say('promote', 'ann'), say('promote', 'kim')]);
  look.open();
  const { outcome } = await played.end();
  t.like(outcome, { kind: 'rolled-out', forced: true });
  t.regex(outcome?.why ?? '', /^(ann|kim) promoted it$/);
  const answers = both.map(({ next }) => next);
  t.true(answers.includes('rolling out'), answers.join());
  t.true(answers.every((next) => /^(rolling out( already)?|(ann|kim) promoted it already)$/.test(next)));
});

test.serial('a newer merge takes the place of one that is analysed, and says so', async (t) => {
  const w = short(world(env), 60_000);
  const played = await playOn(env, `superseded-${Date.now()}`, w);
  await played.reached('analyzing');
  const newer = { superseded: true, commit: 'c'.repeat(40), deploymentId: 'abc123' };
  await played.handle.signal('abort', newer);
  const { outcome } = await played.end();
  t.like(outcome, { kind: 'superseded', why: 'cccccc took its place' });
  t.true(texts(w)[1]?.startsWith('cccccc of superseded-'));
  t.true(texts(w)[1]?.endsWith(' takes the place of this one. I will roll this back.'));
});

test.serial('what is garbled or meant for another deployment lets nothing go on', async (t) => {
  const w = short(world(env), 60_000);
  const played = await playOn(env, `garbled-${Date.now()}`, w);
  await played.reached('analyzing');
  const say = (control: string, args: unknown) =>
    played.handle.executeUpdate<ControlAnswer, [unknown]>(control, { args: [args] });
  t.like(await say('promote', 7), { accepted: false });
  t.like(await say('leave', { sites: 7 }), { accepted: false });
  t.is((await say('abort', { deploymentId: 123456 })).next, 'this is deployment abc123, not 123456');
  t.is((await say('abort', { deploymentId: {} })).accepted, false);
  t.true((await say('hold', 7)).accepted);
  t.false((await say('resume', 7)).accepted);
  t.true((await say('abort', 7)).accepted);
  t.is((await played.end()).outcome?.kind, 'aborted');
});

const never = (w: World): World =>
  Object.assign(w, { plan: (plan) => ({ ...plan, rollback: 'never' }) } satisfies Partial<World>);

test.serial(
  'Rollback: never asks where it would be rolled back, again and again, and a person decides',
  async (t) => {
    const w = never(short(world(env)));
    const usual = w.plan;
    w.plan = (plan) => {
      const planned = usual?.(plan) ?? plan;
      return { ...planned, policy: { ...planned.policy, holdFor: 1_000 } };
    };
    w.metrics = (site) => polled(site, 50);
    const played = await playOn(env, `never-${Date.now()}`, w);
    await until(() => texts(w).filter((text) => text.startsWith('I would roll ')).length > 1 || undefined);
    const asked = texts(w).filter((text) => text.startsWith('I would roll '));
    t.regex(
      asked[0] ?? '',
      /but its commit says "Rollback: never": the checks failed too much\. Please promote, resume or abort it; I will ask again at /,
    );
    t.regex(asked[1] ?? '', /: nobody decided in time\. /);
    t.true((await played.reached('held')).needsOperator);
    t.false(w.applied.some(({ step }) => step === 'rollback'));
    const refused = await played.handle.executeUpdate<ControlAnswer, [object]>('abort', {
      args: [{ superseded: true }],
    });
    t.false(refused.accepted);
    await played.handle.signal('abort', { by: 'ann' });
    t.is((await played.end()).outcome?.kind, 'aborted');
    t.is(w.applied.filter(({ step }) => step === 'rollback').length, sites.length);
  },
);
