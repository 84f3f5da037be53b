import type { Merge } from '../change.js';
import { deploymentId } from '../ids.js';
import type { Order } from '../order.js';
import { current, most, mostAttempts, type Queue } from '../queue.js';
import { without } from './merges.js';

/** Takes the merge that is next, with those that it contains. */
export function started(queue: Queue, next: Merge, also: readonly Merge[]): { queue: Queue; order: Order } {
  const before = (commit: string) => queue.attempts.find(([c]) => c === commit)?.[1] ?? 0;
  const attempt = before(next.commit) + 1;
  const runs = current(queue);
  const order: Order = {
    id: deploymentId(next.repository, queue.service, next.commit, attempt),
    service: queue.service,
    merge: next,
    also: also.filter((merge) => merge.commit !== next.commit),
    ...(runs !== undefined && { current: runs }),
  };
  const now = new Map(order.also.map(({ commit }) => [commit, before(commit)]));
  now.set(next.commit, attempt);
  const attempts = [...queue.attempts.filter(([commit]) => !now.has(commit)), ...now];
  const rest = without(queue, [next, ...also]);
  return { order, queue: { ...rest, running: order, attempts: attempts.slice(-mostAttempts) } };
}

/** Takes back a start that was refused: everything is as `before`, and what arrived since waits behind what was `taken`. */
export function putBack(queue: Queue, before: Queue, taken: readonly Merge[], running?: Order): Queue {
  const had = new Set(taken.map((merge) => merge.commit));
  const waiting = [...taken, ...queue.waiting.filter((merge) => !had.has(merge.commit))];
  const { running: _, ...now } = queue;
  return {
    ...now,
    attempts: before.attempts,
    waiting: waiting.slice(-most),
    unnamed: queue.unnamed + Math.max(0, waiting.length - most),
    ...(running && { running }),
  };
}
