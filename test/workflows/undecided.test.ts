import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ControlAnswer } from '../../src/domain/deployment.js';
import { play, ranAt, texts, type Handle } from '../helpers/play.js';
import { stopServers, timeSkipping } from '../helpers/servers.js';
import { newCommit, oldCommit, polled, world, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await timeSkipping();
});
test.after.always(stopServers);

const minutes = (n: number) => n * 60_000;
const thin = () => Object.assign(world(env), { metrics: (site: string) => polled(site, 0, 0) });
const blind = (): World =>
  Object.assign(world(env), {
    metrics: (site: string) => ({ site, kind: 'provider-error', why: 'refused' }) as const,
  });

test.serial('too little traffic extends the deadline once, then rolls out unproven', async (t) => {
  const w = thin();
  const view = await play(env, w, 'thin');
  t.like(view.outcome, { kind: 'rolled-out', proven: false, forced: false });
  t.regex(
    texts(w)[1] ?? '',
    /^There is not enough to decide about cart yet\. I will look until \d\d:\d\d:\d\d UTC\.$/,
  );
  t.regex(texts(w)[2] ?? '', /^Nothing bad was seen in cart, but there was too little traffic to be sure\./);
  t.is(texts(w).length, 5);
});

test.serial('traffic that comes after the deadline decides before the extension ends', async (t) => {
  const w = world(env);
  w.metrics = (site, since) => polled(site, 0, since < minutes(11) ? 0 : 100);
  const view = await play(env, w, 'late');
  t.true(view.outcome?.proven);
});

test.serial(
  'a metrics outage is never held against the canary: it is said, and a person is asked',
  async (t) => {
    const w = blind();
    const view = await play(env, w, 'blind');
    t.is(view.outcome?.why, 'nobody decided in time');
    t.false(texts(w).some((text) => text.includes('are failing')));
    t.true(
      texts(w).includes('No metrics from cart in site_1 for 60 s. This is not counted against the canary.'),
    );
    const asking = texts(w).find((text) => text.startsWith('I cannot decide about cart: '));
    t.regex(
      asking ?? '',
      /no metrics in site_1 \(refused\).* Please promote or abort it; I will roll it back at \d\d:\d\d:\d\d UTC\.$/,
    );
    t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  },
);

test.serial('an outage of a few polls changes nothing', async (t) => {
  const w = world(env);
  w.metrics = (site, since) =>
    since > minutes(4) && since < minutes(4.5)
      ? { site, kind: 'provider-error', why: 'refused' }
      : polled(site, 0);
  const view = await play(env, w, 'short-outage');
  t.true(view.outcome?.proven);
  t.is(texts(w).length, 4);
});

async function whenHeld(handle: Handle, control: 'promote' | 'resume' | 'abort'): Promise<ControlAnswer> {
  for (;;) {
    const input = { by: 'ann', reason: 'I looked' };
    const { phase } = await handle.query<{ phase: string }>('status');
    if (phase === 'held') return handle.executeUpdate<ControlAnswer, [object]>(control, { args: [input] });
    await env.sleep('10s');
  }
}

test.serial('a person may promote what is held', async (t) => {
  const w = blind();
  let answer: ControlAnswer | undefined;
  const view = await play(env, w, 'promote', async (handle) => (answer = await whenHeld(handle, 'promote')));
  t.deepEqual(answer, { accepted: true, phase: 'held', next: 'rolling out' });
  t.like(view.outcome, { kind: 'rolled-out', proven: false, forced: true });
  t.deepEqual(ranAt(w), [newCommit, newCommit, newCommit]);
  t.true(texts(w).includes('@ann promoted cart: "I looked". I will roll this out.'));
});

test.serial('a person may abort what is held', async (t) => {
  const w = blind();
  const view = await play(env, w, 'held-abort', (handle) => whenHeld(handle, 'abort'));
  t.is(view.outcome?.kind, 'aborted');
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
});

test.serial('resume looks for one more window, which may decide', async (t) => {
  const w = blind();
  let resumed = false;
  w.metrics = (site) => (resumed ? polled(site, 0) : { site, kind: 'provider-error', why: 'refused' });
  const view = await play(env, w, 'resume', async (handle) => {
    await whenHeld(handle, 'resume');
    resumed = true;
  });
  t.like(view.outcome, { kind: 'rolled-out', proven: true });
  t.true(texts(w).some((text) => text.startsWith('@ann resumed cart: "I looked". I will look until ')));
});
