import test from 'ava';
import { choose, due } from '../../../src/domain/queue/choice.js';
import { merged } from '../../../src/domain/queue/merges.js';
import type { QueuePolicy } from '../../../src/domain/plan.js';
import { emptyQueue, type Queue } from '../../../src/domain/queue.js';
import { merge, surveyOf, type History } from '../../helpers/commit-history.js';

/** a - b - c, and d beside c; e merges both. */
const history: History = new Map([
  ['a', []],
  ['b', ['a']],
  ['c', ['b']],
  ['d', ['b']],
  ['e', ['c', 'd']],
]);
const policy: QueuePolicy = { merges: 'coalesce', quarantine: 'hold' };

const waiting = (commits: string, more: Partial<Queue> = {}): Queue =>
  [...commits].reduce((queue, commit) => merged(queue, merge(commit)), { ...emptyQueue('cart'), ...more });

function chosen(queue: Queue, own: Partial<QueuePolicy> = {}): string {
  const choice = choose(queue, surveyOf(history, queue, { ...policy, ...own }));
  if (choice.kind === 'ask') return `ask ${choice.asking.why}: ${choice.asking.commits.join()}`;
  if (choice.kind === 'nothing') return 'nothing';
  const also = choice.also.map(({ commit }) => commit).sort();
  return [choice.next.commit, ...also].join();
}

const orders = (commits: string): string[] =>
  commits.length < 2
    ? [commits]
    : [...commits].flatMap((first) => orders(commits.replace(first, '')).map((rest) => first + rest));

test('in whatever order merges arrive, the newest is deployed with all that it contains', (t) => {
  for (const order of orders('bcde')) t.is(chosen(waiting(order, { current: 'a' })), 'e,b,c,d');
  for (const order of orders('abc')) t.is(chosen(waiting(order)), 'c,a,b');
});

test('of merges that do not contain each other none is guessed: a person is asked', (t) => {
  for (const order of orders('bcd'))
    t.regex(chosen(waiting(order, { current: 'a' })), /^ask diverged: (c,d|d,c)$/);
});

test('what does not contain what runs is asked about, and nothing of it is called contained', (t) => {
  t.is(chosen(waiting('d', { current: 'c' })), 'ask diverged: d');
  t.is(chosen(waiting('de', { current: 'c' })), 'e,d');
});

test('what runs already, and what the repository does not have, is not deployed', (t) => {
  t.is(chosen(waiting('ab', { current: 'c' })), 'nothing');
  t.is(chosen(waiting('bx', { current: 'a' })), 'b');
  t.is(chosen(waiting('x')), 'nothing');
});

test('policy queue: one after the other, the oldest first', (t) => {
  t.is(chosen(waiting('cb', { current: 'a' }), { merges: 'queue' }), 'b');
  t.is(chosen(waiting('ec', { current: 'b' }), { merges: 'queue' }), 'c');
});

test('a person’s wish goes before what is newer, and takes only what it contains along', (t) => {
  const queue = merged(waiting('ec', { current: 'a' }), merge('b', { again: true }));
  t.is(chosen(queue), 'b');
  t.is(chosen(merged(queue, merge('c', { again: true }))), 'c');
});

const quarantined = [{ commit: 'b', id: '1', why: 'the checks failed too much' }];

test('what would bring a quarantined commit back is asked about, or deployed with a warning', (t) => {
  const queue = waiting('c', { current: 'a', quarantined });
  t.is(chosen(queue), 'ask quarantine: c');
  const choice = choose(queue, surveyOf(history, queue, { ...policy, quarantine: 'deploy-with-warning' }));
  t.like(choice, { kind: 'start', quarantined: ['b'] });
  t.is(choose(queue, surveyOf(history, queue, policy, new Set(['c']))).kind, 'start');
  t.is(chosen(waiting('c', { current: 'b', quarantined })), 'c');
});

test('a freeze, a hold and an unanswered question keep merges waiting; a promoted merge waits for none of them', (t) => {
  const now = Date.parse('2026-11-23T13:00:00Z');
  const until = '2026-11-23T14:00:00Z';
  const asking = { why: 'quarantine', commits: ['c'] } as const;
  for (const kept of [{ frozen: {} }, { frozen: { until } }, { held: {} }]) {
    t.is(due(waiting('c', kept), now), undefined);
    t.is(due({ ...waiting('c', kept), waiting: [merge('c', { promoted: true })] }, now), 'merge');
    t.is(due({ ...waiting('c', kept), back: { commit: 'a' } }, now), 'back');
  }
  t.is(due(waiting('c', { frozen: { until } }), Date.parse(until)), 'merge');
  t.is(due({ ...waiting('c'), asking }, now), undefined);
  t.is(due(merged({ ...waiting('c'), asking }, merge('d')), now), 'merge');
});
