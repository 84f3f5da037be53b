/** What every check has. */
interface CheckBase {
  /** As messages name it: `Metric error ratio in site_2 ...`. */
  readonly name: string;
  /** A check that is not required warns, but never decides. */
  readonly required: boolean;
}

/**
 * A threshold on the canary's value, or on canary minus baseline, over a window (`judge.md` section 8). Bad while at
 * least `breaches` of the last `outOf` polls are beyond it.
 */
export interface ThresholdCheck extends CheckBase {
  readonly kind: 'threshold';
  readonly metric: 'error-ratio' | 'latency';
  /** Latency only: which quantile, 0 to 1. */
  readonly quantile: number;
  readonly compare: 'baseline' | 'none';
  /** Error ratio: 0 to 1. Latency: milliseconds. */
  readonly max?: number;
  readonly min?: number;
  /** Milliseconds. */
  readonly window: number;
  /** Fewer canary requests in the window than this: thin. */
  readonly minRequests: number;
  readonly breaches: number;
  readonly outOf: number;
}

export type Check = ThresholdCheck;
