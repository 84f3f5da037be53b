/** What every check has. */
interface CheckBase {
  /** As messages name it: `Metric error ratio in site_2 ...`. */
  readonly name: string;
  /** A check that is not required warns, but never decides. */
  readonly required: boolean;
}

/** Errors over requests, the canary's against the baseline's, by evidence. The default. */
export interface RatioCheck extends CheckBase {
  readonly kind: 'ratio';
  readonly metric: 'error-ratio';
  /** The rate ratio that is still allowed, and the error ratio below which no difference matters. */
  readonly allowed: number;
  readonly floor: number;
}

/** Requests slower than some edges of the histogram, against the baseline's. */
export interface LatencyCheck extends CheckBase {
  readonly kind: 'latency';
  readonly metric: 'latency';
  /** How much slower is still allowed: 0.1 is 10%. */
  readonly tolerance: number;
  /** Shown in messages, never decided on: 0 to 1. */
  readonly quantile: number;
}

/** A level, such as memory: the mean of the canary's instances against that of the baseline's. */
export interface GaugeCheck extends CheckBase {
  readonly kind: 'gauge';
  /** As the provider names it. */
  readonly metric: 'memory' | 'cpu';
  readonly tolerance: number;
}

/**
 * A threshold on the canary's value, or on canary minus baseline, over a window, for people who want exactly that. Bad
 * while at least `breaches` of the last `outOf` polls are beyond it.
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

export type StatisticalCheck = RatioCheck | LatencyCheck | GaugeCheck;
export type Check = StatisticalCheck | ThresholdCheck;
