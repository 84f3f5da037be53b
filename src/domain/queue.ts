import type { SiteVersion } from './announcements/announcement.js';
import type { Merge } from './change.js';
import type { OutcomeKind } from './deployment.js';
import { deploymentId } from './ids.js';
import type { Order } from './order.js';

/** A deployment that ended, as its service remembers it. */
export interface Ended {
  readonly id: string;
  readonly commit: string;
  readonly outcome: OutcomeKind;
  readonly sites: readonly SiteVersion[];
}

/** A service's memory: bounded, plain JSON, carried over every continue-as-new. */
export interface Queue {
  readonly service: string;
  readonly running?: Order;
  /** Oldest first, at most 50 by name. */
  readonly waiting: readonly Merge[];
  /** How many more waited than are kept by name. */
  readonly unnamed: number;
  /** Newest last, at most 50. */
  readonly ended: readonly Ended[];
  /** How often each remembered commit was deployed: the attempt is part of a deployment's id. */
  readonly attempts: readonly (readonly [commit: string, attempts: number])[];
}

const most = 50;

export const emptyQueue = (service: string): Queue => ({
  service,
  waiting: [],
  unnamed: 0,
  ended: [],
  attempts: [],
});

/** The commit last rolled out, as far as remembered. */
export const current = (queue: Queue) => queue.ended.findLast((e) => e.outcome === 'rolled-out')?.commit;

/** A merge arrived. The same fact starts nothing twice: what runs, waits or has ended is known already. */
export function merged(queue: Queue, merge: Merge): Queue {
  if (queue.waiting.some((w) => w.commit === merge.commit)) return queue;
  const known =
    queue.running?.merge.commit === merge.commit || queue.ended.some((e) => e.commit === merge.commit);
  if (known && !merge.again && !merge.adopt) return queue;
  const waiting = [...queue.waiting, merge];
  return {
    ...queue,
    waiting: waiting.slice(-most),
    unnamed: queue.unnamed + Math.max(0, waiting.length - most),
  };
}

/** Takes the merge that is next, with those it contains, and drops those that are contained in what runs already. */
export function started(queue: Queue, next: Merge, taken: readonly Merge[]): { queue: Queue; order: Order } {
  const attempt = (queue.attempts.find(([commit]) => commit === next.commit)?.[1] ?? 0) + 1;
  const order: Order = {
    id: deploymentId(next.repository, queue.service, next.commit, attempt),
    service: queue.service,
    merge: next,
    also: taken.filter((merge) => merge.commit !== next.commit),
  };
  const attempts = [
    ...queue.attempts.filter(([commit]) => commit !== next.commit),
    [next.commit, attempt] as const,
  ];
  const rest = without(queue, [next, ...taken]);
  return { order, queue: { ...rest, running: order, unnamed: 0, attempts: attempts.slice(-most) } };
}

/** Forgets waiting merges. */
export function without(queue: Queue, gone: readonly Merge[]): Queue {
  const commits = new Set(gone.map((merge) => merge.commit));
  return { ...queue, waiting: queue.waiting.filter((merge) => !commits.has(merge.commit)) };
}

/** The running deployment ended. A word from any other one changes nothing. */
export function finished(queue: Queue, ended: Ended): Queue {
  if (queue.running?.id !== ended.id) return queue;
  const { running: _, ...rest } = queue;
  return { ...rest, ended: [...queue.ended, ended].slice(-most) };
}
