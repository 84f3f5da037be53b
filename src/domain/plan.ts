import type { Change } from './change.js';
import type { Check } from './judge/checks.js';
import type { JudgePlan } from './judge/settings.js';
import type { SiteService, Version } from './release.js';

/** All in milliseconds. */
export interface Analysis {
  readonly duration: number;
  readonly maxDuration: number;
  readonly interval: number;
  /** How long fetching, building, starting and getting healthy may take at a site. */
  readonly prepareTimeout: number;
}

/** What to do where the evidence does not decide. `holdFor`: how long a person is waited for, in ms. */
export interface Policy {
  /** What becomes of merges that arrive while one is deployed. */
  readonly merges: 'coalesce' | 'queue' | 'supersede';
  readonly rollback: 'at-deadline' | 'at-once';
  /** What is done at once about a canary that is dying. */
  readonly catastrophe: 'roll-back' | 'wait';
  readonly unproven: 'rollout' | 'rollback' | 'hold';
  readonly noData: 'hold' | 'rollback';
  readonly holdFor: number;
  /** What is done about a merge that contains a commit that was rolled back. */
  readonly quarantine: 'hold' | 'deploy-with-warning';
}

/** What a service decides by, before there is a plan. */
export type QueuePolicy = Pick<Policy, 'merges' | 'quarantine'>;

/** Where nobody said otherwise. */
export const defaultQueuePolicy: QueuePolicy = { merges: 'coalesce', quarantine: 'hold' };

/**
 * A deployment's plan: a snapshot of everything that was configured when it began, so that a change of the
 * configuration in mid-run changes the next deployment and not this one. Plain JSON, without secrets.
 */
export interface Plan {
  readonly id: string;
  readonly service: string;
  /** This installation's name; targets refuse another's. */
  readonly owner: string;
  readonly change: Change;
  /** Merges that this one carries along: they were waiting too. */
  readonly also: readonly Change[];
  readonly version: Version;
  /** The commit that the service rolled out last, as far as it knows. */
  readonly current?: string;
  readonly sites: readonly SiteService[];
  /** Share of the requests that the canary gets, 0 to 1. */
  readonly weight: number;
  readonly analysis: Analysis;
  readonly checks: readonly Check[];
  readonly policy: Policy;
  /** A commit that it carries says `Rollback: never`: nothing but a person's abort rolls it back. */
  readonly rollback?: 'never';
  readonly judge: JudgePlan;
  readonly metrics: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly notify: { readonly type: string } & Readonly<Record<string, string>>;
}
