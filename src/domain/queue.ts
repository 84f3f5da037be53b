import type { By, SiteVersion } from './announcements/announcement.js';
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
  /** One sentence. Absent in what ended without a word. */
  readonly why?: string;
  /** ISO 8601. */
  readonly at?: string;
}

/** A commit that was rolled back or aborted: what contains it is not started before a person, or a later commit, clears it. */
export interface Quarantined extends By {
  readonly commit: string;
  /** The deployment that ended so. */
  readonly id: string;
  /** Why it was rolled back or aborted, one sentence. */
  readonly why: string;
}

/** Merges wait; what runs goes on, and a rollback is never stopped. */
export interface Frozen extends By {
  /** ISO 8601. Absent: until somebody unfreezes. */
  readonly until?: string;
}

/** Why nothing that waits is started before a person says so. */
export interface Asking {
  readonly why: 'quarantine' | 'diverged';
  /** What would be started, or what of several nobody can order. */
  readonly commits: readonly string[];
  /** The quarantined commits that it contains. */
  readonly quarantined?: readonly string[];
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
  /** How often each remembered commit was deployed; 0: as part of a newer one. The attempt is part of a deployment's id. */
  readonly attempts: readonly (readonly [commit: string, attempts: number])[];
  /** The commit last rolled out, also when its outcome is forgotten. Absent: see `ended`. */
  readonly current?: string;
  /** Newest last, at most 50. */
  readonly quarantined?: readonly Quarantined[];
  readonly frozen?: Frozen;
  /** A person said `hold`: nothing is started before `resume`. */
  readonly held?: By;
  readonly asking?: Asking;
}

const most = 50;
/** Of attempts: more than can wait, so that one deployment of all that waits is remembered in full. */
const mostAttempts = 100;

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
  const asked = merge.again || merge.adopt;
  if (queue.waiting.some((w) => w.commit === merge.commit)) {
    if (!asked) return queue;
    return { ...queue, waiting: queue.waiting.map((w) => (w.commit === merge.commit ? merge : w)) };
  }
  const known =
    queue.running?.merge.commit === merge.commit ||
    queue.ended.some((e) => e.commit === merge.commit) ||
    queue.attempts.some(([commit]) => commit === merge.commit);
  if (known && !asked) return queue;
  const waiting = [...queue.waiting, merge];
  return {
    ...queue,
    waiting: waiting.slice(-most),
    unnamed: queue.unnamed + Math.max(0, waiting.length - most),
  };
}

/** Takes the merge that is next, with those it contains, and drops those that are contained in what runs already. */
export function started(queue: Queue, next: Merge, taken: readonly Merge[]): { queue: Queue; order: Order } {
  const before = (commit: string) => queue.attempts.find(([c]) => c === commit)?.[1] ?? 0;
  const attempt = before(next.commit) + 1;
  const order: Order = {
    id: deploymentId(next.repository, queue.service, next.commit, attempt),
    service: queue.service,
    merge: next,
    also: taken.filter((merge) => merge.commit !== next.commit),
  };
  const now = new Map(order.also.map(({ commit }) => [commit, before(commit)]));
  now.set(next.commit, attempt);
  const attempts = [...queue.attempts.filter(([commit]) => !now.has(commit)), ...now];
  const rest = without(queue, [next, ...taken]);
  return { order, queue: { ...rest, running: order, unnamed: 0, attempts: attempts.slice(-mostAttempts) } };
}

/** Takes back a start that was refused: everything is as `before`, and what arrived since waits behind what was `taken`. */
export function putBack(queue: Queue, before: Queue, taken: readonly Merge[], running?: Order): Queue {
  const waiting = [...taken, ...queue.waiting];
  return {
    ...before,
    waiting: waiting.slice(-most),
    unnamed: before.unnamed + queue.unnamed + Math.max(0, waiting.length - most),
    ...(running && { running }),
  };
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
