import test from 'ava';
import { render } from '../../../src/domain/announcements/words.js';
import type { Control, ControlInput } from '../../../src/domain/controls.js';
import { merged } from '../../../src/domain/queue/merges.js';
import { finished } from '../../../src/domain/queue/outcomes.js';
import { sighted } from '../../../src/domain/queue/orphans.js';
import { started } from '../../../src/domain/queue/start.js';
import { steer } from '../../../src/domain/queue/steering.js';
import { emptyQueue, type Queue } from '../../../src/domain/queue.js';
import type { OutcomeKind } from '../../../src/domain/deployment.js';
import { plain } from '../../../src/domain/showing.js';
import { merge } from '../../helpers/commit-history.js';

const now = Date.parse('2026-11-23T13:00:00Z');
const ann = { by: 'ann', reason: 'holiday' };
const [aaaa, bbbb] = ['a'.repeat(40), 'b'.repeat(40)] as const;
const empty = emptyQueue('cart');
const waits = merged(merged(empty, merge(aaaa)), merge(bbbb));
const running = (queue: Queue, commit: string) => ({
  ...started(queue, merge(commit), []).queue,
  repository: 'r',
});

function ended(queue: Queue, outcome: OutcomeKind, why = 'the checks failed too much'): Queue {
  const { id = '', merge: { commit } = merge('') } = queue.running ?? {};
  return finished(queue, { id, commit, outcome, sites: [], why });
}

function say(queue: Queue, control: Control, input: ControlInput = ann) {
  const { say, accepted, next, ...rest } = steer(queue, control, input, now);
  return { ...rest, answer: `${accepted ? 'yes' : 'no'}: ${next}`, text: say && render(say, plain) };
}

test('what is meant for the running deployment is passed on to it', (t) => {
  const queue = running(waits, aaaa);
  for (const control of ['abort', 'hold', 'resume', 'promote', 'leave'] as const) {
    t.true(say(queue, control).forward);
    t.true(say(queue, control, { commit: aaaa.slice(0, 6) }).forward);
    t.is(
      say(queue, control, { deploymentId: 'ffffff' }).answer,
      `no: deployment ${queue.running?.id} runs, not ffffff`,
    );
  }
});

test('abort drops a waiting merge that is named, whatever runs', (t) => {
  t.is(say(waits, 'abort').answer, 'no: nothing runs; name a commit that waits: aaaaaa, bbbbbb');
  t.is(say(empty, 'abort').answer, 'no: nothing runs, and nothing waits');
  for (const queue of [waits, running(waits, 'c'.repeat(40))]) {
    const dropped = say(queue, 'abort', { ...ann, commit: 'aaaa' });
    t.deepEqual(dropped.queue.waiting, [merge(bbbb)]);
    t.regex(dropped.text ?? '', /^@ann dropped a waiting merge of cart: "holiday": aaaaaa/);
  }
});

test('hold starts nothing, and resume ends it', (t) => {
  const held = say(waits, 'hold');
  t.deepEqual(held.queue.held, ann);
  t.is(held.text, '@ann held cart: "holiday". Merges wait; to go on: merganser resume cart');
  t.is(say(held.queue, 'hold').answer, 'yes: it is held already');
  t.deepEqual(say(held.queue, 'resume').queue, waits);
  t.is(say(waits, 'resume').answer, 'no: nothing is held');
});

test('resume of a held service in which a promoted merge runs ends the hold, and reaches the deployment as well', (t) => {
  const queue = running(say(waits, 'hold').queue, aaaa);
  const resumed = say(queue, 'resume');
  t.is(resumed.queue.held, undefined);
  t.true(resumed.forward);
  t.is(resumed.answer, `yes: merges are deployed again; passed on to deployment ${queue.running?.id}`);
  const named = say(queue, 'resume', { deploymentId: queue.running?.id ?? '' });
  t.deepEqual(named.queue.held, ann);
});

test('a word that is heard twice is said once', (t) => {
  const frozen = say(waits, 'freeze');
  t.like(say(frozen.queue, 'freeze'), { answer: 'yes: it is frozen already', text: undefined });
  const longer = { until: '2026-11-23T15:00:00Z' };
  t.truthy(say(frozen.queue, 'freeze', longer).text);
  const back = say(ended(running(ended(running(empty, aaaa), 'rolled-out'), bbbb), 'rolled-out'), 'rollback');
  t.like(say(back.queue, 'rollback'), { answer: 'yes: aaaaaa is rolled out again already', text: undefined });
});

test('a freeze has an end in the future or none, and is ended by unfreeze', (t) => {
  const until = '2026-11-23T15:00:00.000Z';
  const frozen = say(waits, 'freeze', { ...ann, until });
  t.deepEqual(frozen.queue.frozen, { ...ann, until });
  t.regex(
    frozen.text ?? '',
    /^@ann froze cart: "holiday"\. Merges wait until 15:00:00 UTC; what runs goes on\.\n/,
  );
  t.deepEqual(say(frozen.queue, 'unfreeze').queue, waits);
  for (const wrong of ['2026-11-23T12:59:00Z', 'tomorrow', '']) {
    t.regex(
      say(waits, 'freeze', { until: wrong }).answer,
      /^no: .*is no time to come: give one such as 2026-11-23T15/,
    );
  }
  t.is(say(waits, 'unfreeze').answer, 'no: it is not frozen');
});

test('promote starts the merge that is named, or the only one there is', (t) => {
  t.is(say(waits, 'promote').answer, 'no: nothing runs; name a commit that waits: aaaaaa, bbbbbb');
  t.is(
    say(waits, 'promote', { commit: 'cccc' }).answer,
    'no: no merge cccc waits; there are: aaaaaa, bbbbbb',
  );
  const only = { ...waits, asking: { why: 'quarantine', commits: [bbbb] } } as const;
  t.deepEqual(say(only, 'promote').queue, {
    ...waits,
    waiting: [merge(aaaa), merge(bbbb, { promoted: true })],
  });
});

test('what was rolled back or aborted is in quarantine until somebody lifts it, or it was deployed all the same', (t) => {
  for (const outcome of ['rolled-back', 'aborted', 'rollback-failed'] as const)
    t.like(ended(running(empty, aaaa), outcome).quarantined?.[0], {
      commit: aaaa,
      why: 'the checks failed too much',
    });
  for (const outcome of ['failed', 'superseded', 'rolled-out'] as const)
    t.deepEqual(ended(running(empty, aaaa), outcome).quarantined, []);
  const bad = ended(running(empty, aaaa), 'rolled-back');
  t.deepEqual(say(bad, 'lift').queue.quarantined, []);
  t.deepEqual(say(bad, 'lift', { commit: 'aaaa' }).queue.quarantined, []);
  t.is(say(bad, 'lift', { commit: 'bbbb' }).answer, 'no: bbbb is not in quarantine; there are: aaaaaa');
  t.is(say(empty, 'lift').answer, 'no: nothing is in quarantine');
  t.deepEqual(ended(running(bad, aaaa), 'rolled-out').quarantined, []);
});

test('rollback goes to the version before, and what it goes back from is in quarantine', (t) => {
  const one = ended(running(empty, aaaa), 'rolled-out');
  t.is(say(one, 'rollback').answer, 'no: no version before this one is known: deploy a commit');
  const two = ended(running(one, bbbb), 'rolled-out');
  t.is(
    say(running(two, bbbb), 'rollback').answer.replace(/[0-9a-f]{6}/, '*'),
    'no: deployment * runs: abort it',
  );
  const back = say(two, 'rollback');
  t.deepEqual(back.queue.back, { commit: aaaa, ...ann });
  t.is(back.text, '@ann wants the version before back for cart: "holiday". I will roll out aaaaaa.');
  const { back: _, ...rest } = back.queue;
  const way = { ...started(rest, merge(aaaa, { back: ann }), []).queue, repository: 'r' };
  const done = ended(way, 'rolled-out');
  t.is(done.current, aaaa);
  t.like(done.quarantined?.[0], { commit: bbbb, why: 'ann went back from it' });
});

test('a canary that no deployment owns is undone when it was seen twice, five minutes apart', (t) => {
  const at = { site: 'site_1', service: 'cart', target: { type: 'test' } };
  const undo = { service: 'cart', owner: 'one', base: 7, sites: [{ at }] };
  const seen = (minute: number, generation = 7_001) => {
    const iso = new Date(now + minute * 60_000).toISOString();
    return { site: 'site_1', generation, commit: aaaa, at: iso, undo };
  };
  const first = sighted(empty, seen(0));
  t.is(first.undo, undefined);
  t.is(sighted(first.queue, seen(4)).undo, undefined);
  t.like(sighted(first.queue, seen(5)).undo, { orphan: true, undo: { base: 7, sites: [{ at }] } });
  t.is(sighted(first.queue, seen(5, 8_001)).undo, undefined, 'another one');
  t.is(sighted(running(first.queue, bbbb), seen(5)).undo, undefined, 'the running deployment writes over it');
});
