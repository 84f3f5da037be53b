import type { Analysis, Policy } from '../plan.js';
import type { Calibration } from './calibration.js';
import type { Check } from './checks.js';
import type { Tuning } from './tuning.js';

/** What a deployment is judged by, fixed before it begins. Plain JSON. */
export interface JudgePlan {
  readonly tuning: Tuning;
  readonly calibration: Calibration;
  /** The canary's share of the requests, and instances of the smaller arm. */
  readonly weight: number;
  readonly single: boolean;
  /** Seconds until a healthy canary is expected to be proven; null: never. Absent: the traffic is not known. */
  readonly secondsToGood?: number | null;
  /** Even the longest analysis could not decide, and nobody said how long to wait: why a person is asked. */
  readonly undecidable?: string;
}

export interface JudgeSettings {
  readonly checks: readonly Check[];
  /** `compared`: the site had a stable version when the canary came, so there is a baseline. */
  readonly sites: readonly { readonly site: string; readonly compared: boolean }[];
  readonly policy: Pick<Policy, 'rollback' | 'catastrophe' | 'unproven' | 'noData'>;
  readonly analysis: Pick<Analysis, 'duration' | 'maxDuration' | 'interval'>;
  readonly judge: JudgePlan;
  /** How many intervals a poll covers: 1, but while a person is waited for, and in recordings, where the polls of a look are one. */
  readonly intervalsPerPoll: number;
  /** A person is waited for: no deadline decides, and a canary that is dying is rolled back all the same. */
  readonly waits?: boolean;
}
