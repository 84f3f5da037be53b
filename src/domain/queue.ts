import type { By, SiteVersion } from './announcements/announcement.js';
import type { Merge } from './change.js';
import type { OutcomeKind } from './deployment.js';
import type { Order } from './order.js';
import type { QueuePolicy } from './plan.js';
import type { Sighted } from './queue/orphans.js';

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
  /** Temporal's id of the run of `running`. Absent: its newest. */
  readonly runId?: string;
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
  /** A person wants the version before `current` back: it is started next, whatever waits. */
  readonly back?: Back;
  /** Canaries that no deployment owns, as patrols saw them. */
  readonly orphans?: readonly Sighted[];
  /** Forced pushes that were said, newest last, at most 10. */
  readonly forced?: readonly string[];
  /** Of the last start. */
  readonly repository?: string;
  /** How many deployments in a row were given up for a newer merge. */
  readonly superseded?: number;
  /** The policy at the last start, for as long as nobody reads the settings again. */
  readonly policy?: QueuePolicy;
}

/** Where a service goes back to, and who wants it. */
export interface Back extends By {
  readonly commit: string;
}

/** How many waiting merges, outcomes and quarantined commits are kept by name. */
export const most = 50;
/** Of attempts: more than can wait, so that one deployment of all that waits is remembered in full. */
export const mostAttempts = 2 * most;

export const emptyQueue = (service: string): Queue => ({
  service,
  waiting: [],
  unnamed: 0,
  ended: [],
  attempts: [],
});

/** The commit last rolled out, as far as remembered. */
export const current = (queue: Queue) =>
  queue.current ?? queue.ended.findLast((e) => e.outcome === 'rolled-out')?.commit;
