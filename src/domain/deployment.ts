import type { By, Figure, SiteVersion } from './announcements/announcement.js';
import type { Change } from './change.js';

export type Phase =
  'preparing' | 'deploying' | 'analyzing' | 'held' | 'rolling-out' | 'rolling-back' | 'verifying' | 'done';

/** `failed`: nothing was ever deployed. `rollback-failed`: a person said `leave`. `superseded`: given up for a newer merge. */
export const outcomeKinds = [
  'rolled-out',
  'rolled-back',
  'aborted',
  'superseded',
  'failed',
  'rollback-failed',
] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export interface Outcome {
  readonly kind: OutcomeKind;
  /** Rolled out because the evidence said so, rather than for lack of evidence or by a person's word. */
  readonly proven: boolean;
  /** Rolled out by a person's word. */
  readonly forced: boolean;
  /** One sentence. */
  readonly why: string;
  /** What each site runs now. */
  readonly sites: readonly SiteVersion[];
}

/** What every view of a deployment shows: search attributes, current details, `status`, the Slack parent, the result. */
export interface DeploymentView {
  readonly id: string;
  readonly service: string;
  readonly commit: string;
  readonly phase: Phase;
  readonly change?: Change;
  readonly sites: readonly string[];
  /** ISO 8601: since when it is in this phase. */
  readonly since?: string;
  /** ISO 8601: when the verdict is due, or when a held deployment is rolled back. */
  readonly until?: string | undefined;
  readonly figures: readonly Figure[];
  readonly abort?: By;
  /** A person said `hold`; `until`, ISO 8601: when it is rolled back unless somebody decides, once that is known. */
  readonly hold?: (By & { readonly until?: string }) | undefined;
  readonly needsOperator: boolean;
  /** Sites at which the rollback is stuck. */
  readonly stuck?: readonly string[];
  readonly outcome?: Outcome;
  /** Everything that was said, oldest first; of very much, the first and the last. */
  readonly story: readonly string[];
}

/** The answer of every control, as update: whether it was taken, the phase now, and what happens next. */
export interface ControlAnswer {
  readonly accepted: boolean;
  readonly phase: string;
  readonly next: string;
}
