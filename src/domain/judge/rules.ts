import { thetaDown, thetaUp } from './increments.js';

/** Against what a ratio is tested: at most `r` times the baseline, and above the floor `a` at all. */
export interface Tolerance {
  readonly r: number;
  readonly a: number;
}

/** The numbers of one stream's test. Counts of polls; `weight` is its share of alpha. Defaults: `defaults`. */
export interface StreamRules {
  /** Chance that a healthy canary is ever called bad, per deployment; and for the absolute condition, per stream. */
  readonly alpha: number;
  readonly alphaAbs: number;
  /** Chance that a canary that is worse than `notWorse` is ever called good. */
  readonly beta: number;
  readonly weight: number;
  readonly worse: Tolerance;
  readonly notWorse: Tolerance;
  /** What is forgiven while the canary warms up, in the first `warm` polls. */
  readonly cold: Tolerance;
  readonly warm: number;
  /** From where on a canary is dying, warm or cold. */
  readonly dying: Tolerance;
  readonly horizon: number;
  readonly restartEvery: number;
  /** The polls of a minute: how long it is looked how a gauge lies before a drift is measured. */
  readonly minute: number;
  /** How many polls it takes at least to turn bad. */
  readonly blipPolls: number;
  /** How many polls it takes at least to be good. */
  readonly minPass: number;
  /** How many polls the evidence must not have grown before a bad stream recovers, and how often it may. */
  readonly quiet: number;
  readonly recoveries: number;
  /** `ln E` by which the last look confirms. */
  readonly lookEvidence: number;
  /** Good only while `ln E` is less than `rise` above its lowest of the last `riseWindow` polls. */
  readonly rise: number;
  readonly riseWindow: number;
  /** Good only with data in this share of the polls. */
  readonly dataShare: number;
  readonly thetaUp: readonly number[];
  readonly thetaDown: readonly number[];
}

/** A poll every 5 s, a deadline after 10 minutes, at most 20. */
export const defaults: StreamRules = {
  alpha: 0.05,
  alphaAbs: 0.05,
  beta: 0.05,
  weight: 0.1,
  worse: { r: 1.25, a: 0.001 },
  notWorse: { r: 2, a: 0.005 },
  cold: { r: 10, a: 0.05 },
  dying: { r: 3, a: 0.3 },
  warm: 12,
  horizon: 240,
  restartEvery: 6,
  minute: 12,
  blipPolls: 3,
  minPass: 36,
  quiet: 12,
  recoveries: 1,
  lookEvidence: Math.log(10),
  rise: 0.5,
  riseWindow: 12,
  dataShare: 0.8,
  thetaUp,
  thetaDown,
};

/** `ln E` from which a stream is bad: `ln(1 / (alpha w))`. */
export const threshold = ({ alpha, weight }: Pick<StreamRules, 'alpha' | 'weight'>): number =>
  Math.log(1 / (alpha * weight));

/** The most that one poll can prove: `threshold / blipPolls`. */
export const capOf = (rules: StreamRules): number => threshold(rules) / rules.blipPolls;
