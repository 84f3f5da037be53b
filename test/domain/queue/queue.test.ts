import test from 'ava';
import type { Merge } from '../../../src/domain/change.js';
import { deploymentId } from '../../../src/domain/ids.js';
import { merged } from '../../../src/domain/queue/merges.js';
import { finished } from '../../../src/domain/queue/outcomes.js';
import { started } from '../../../src/domain/queue/start.js';
import { emptyQueue, type Queue } from '../../../src/domain/queue.js';

const merge = (commit: string, more: Partial<Merge> = {}): Merge => ({
  repository: 'r',
  commit,
  subject: commit,
  receivedAt: '2026-11-23T13:00:00Z',
  ...more,
});

const newest = (queue: Queue) => started(queue, queue.waiting.at(-1) as Merge, queue.waiting);

test('the same fact always has the same id of six hex digits, another attempt another one', (t) => {
  const id = deploymentId('r', 'cart', 'abc', 1);
  t.regex(id, /^[0-9a-f]{6}$/);
  t.is(id, deploymentId('r', 'cart', 'abc', 1));
  t.not(id, deploymentId('r', 'cart', 'abc', 2));
});

test('what waits, runs or has ended is known, unless it is asked for again', (t) => {
  let queue = merged(merged(emptyQueue('cart'), merge('a')), merge('a'));
  t.is(queue.waiting.length, 1);
  const { order, queue: running } = newest(queue);
  queue = merged(running, merge('a'));
  t.is(queue.waiting.length, 0);
  queue = finished(queue, { id: order.id, commit: 'a', outcome: 'rolled-back', sites: [] });
  t.is(merged(queue, merge('a')).waiting.length, 0);
  const again = newest(merged(queue, merge('a', { again: true }))).order;
  t.not(again.id, order.id);
});

test('a word from a deployment that does not run changes nothing', (t) => {
  const { queue } = newest(merged(emptyQueue('cart'), merge('a')));
  t.is(finished(queue, { id: 'ffffff', commit: 'a', outcome: 'rolled-out', sites: [] }), queue);
});
