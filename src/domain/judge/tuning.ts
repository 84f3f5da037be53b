import { defaults, type StreamRules } from './rules.js';

/** What a service may tune, times in ms. The defaults are proven by `npm run bench:judge`; others are yours to prove. */
export interface Tuning {
  /** The canary may be cold for so long. */
  readonly warmUp: number;
  /** The longest transient that is forgiven. Absent: from traffic, instances, history and policy. */
  readonly blip?: number;
  /** How long the evidence must not have grown before a bad stream recovers. */
  readonly quiet: number;
  readonly restartEvery: number;
  /** Chance that a healthy canary is called bad. Absent: 0.05, or 0.01 with `rollback: at-once`. */
  readonly alpha?: number;
}

export const defaultTuning: Tuning = { warmUp: 60_000, quiet: 60_000, restartEvery: 30_000 };

/** The alpha that is in force. */
export const alphaOf = ({ alpha }: Tuning, atOnce: boolean): number => alpha ?? (atOnce ? 0.01 : 0.05);

/** What a stream's rules depend on beside the tuning. Times in ms; `canaryRate`: requests a second. */
export interface Circumstances {
  readonly duration: number;
  readonly maxDuration: number;
  readonly interval: number;
  readonly atOnce: boolean;
  /** The history covers a day. */
  readonly day: boolean;
  readonly canaryRate: number;
  /** An arm has one instance, so nothing tells its troubles from the version's. */
  readonly single: boolean;
}

/** A stream's rules, in polls. `weight`: its share of alpha. */
export function rulesFor(tuning: Tuning, now: Circumstances, weight: number): StreamRules {
  const polls = (ms: number) => Math.max(1, Math.ceil(ms / now.interval));
  return {
    ...defaults,
    alpha: alphaOf(tuning, now.atOnce),
    weight,
    warm: tuning.warmUp > 0 ? polls(tuning.warmUp) : 0,
    horizon: polls(now.maxDuration),
    restartEvery: polls(tuning.restartEvery),
    minute: polls(60_000),
    blipPolls: polls(tuning.blip ?? forgiven(now)),
    minPass: Math.ceil(0.3 * polls(now.duration)),
    quiet: polls(tuning.quiet),
  };
}

function forgiven({ single, day, atOnce, canaryRate }: Circumstances): number {
  if (single || !day || atOnce) return 60_000;
  return canaryRate < 25 ? 30_000 : 15_000;
}
