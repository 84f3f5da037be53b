import type { StatisticalCheck } from '../../src/domain/judge/checks.js';
import { errorRatio } from './checks.js';

/** A quantity over the seconds since the canary started: an error ratio, or the canary's share of requests. */
export type OverTime = (seconds: number) => number;

export const constant =
  (value: number): OverTime =>
  () =>
    value;

export const step =
  (before: number, after: number, at: number): OverTime =>
  (t) =>
    t < at ? before : after;

/** From one value to the other in a straight line over `[0, until]`. */
export const ramp =
  (from: number, to: number, until: number): OverTime =>
  (t) =>
    from + (to - from) * Math.min(1, Math.max(0, t / until));

/** A start that fades: `base + extra exp(-t / tau)`. */
export const decaying =
  (base: number, extra: number, tau: number): OverTime =>
  (t) =>
    base + (t < 0 ? 0 : extra * Math.exp(-t / tau));

/** `high` for `length` seconds, from `from` on; again every `every` seconds where that is given. */
export const pulse =
  (base: number, high: number, from: number, length: number, every = Infinity): OverTime =>
  (t) =>
    t >= from && (t - from) % every < length ? high : base;

/** Bursts that the service has always had, in its history too: on single instances, or on all at once (an incident). */
export interface Bursts {
  readonly on: 'instance' | 'everything';
  /** Of each instance, or of the service. */
  readonly perHour: number;
  /** Seconds and error ratio are drawn evenly between these. */
  readonly seconds: Range;
  readonly height: Range;
}

/** A burst on the whole canary without precedent in the history, which is no regression: it ends by itself. */
export interface Blow {
  /** Second of its start, drawn evenly between these. */
  readonly from: Range;
  readonly seconds: number;
  readonly height: Range;
}

/** Blows on a whole arm that come as they please, without precedent; each arm has its own. */
export interface Squalls {
  readonly perHour: number;
  readonly seconds: Range;
  readonly height: Range;
}

export type Range = readonly [low: number, high: number];

/** What happens to the metrics rather than to the requests. */
export type Fault =
  /** The provider does not answer; its counters go on. */
  | { readonly kind: 'outage'; readonly at: number; readonly seconds: number }
  /** The counters of the first canary instance start from 0 in the middle of a poll. */
  | { readonly kind: 'reset'; readonly at: number }
  /** The first canary instance is away, then comes back under another name with a cold start of 3%. */
  | { readonly kind: 'restart'; readonly at: number; readonly seconds: number };

/** One row of the tables. Ratios are of requests (0 to 1), rates in requests a second. */
export interface Scenario {
  readonly name: string;
  /** null: any rollback is a false one. burst: likewise, but the canary did fail for a while. */
  readonly kind: 'null' | 'burst' | 'regression';
  /** Second at which the harm begins. */
  readonly onset?: number;
  /** Requests a second of canary and baseline together, at each site. */
  readonly rps: number;
  readonly share: OverTime;
  readonly canaryInstances: number;
  readonly baselineInstances: number;
  /** How the load lies on an arm's instances, again from the start where there are more of them. */
  readonly loads: readonly number[];
  readonly demand: 'shared' | 'poisson' | 'heavy-tailed';
  readonly baseline: OverTime;
  readonly canary: OverTime;
  readonly bursts: readonly Bursts[];
  readonly blows: readonly Blow[];
  readonly squalls?: Squalls;
  readonly faults: readonly Fault[];
  readonly sites: number;
  readonly checks: readonly StatisticalCheck[];
  /** How many times as long as usual the canary's requests take. */
  readonly slowness: OverTime;
  /** How many times the usual memory and CPU the canary takes, and how both vary from poll to poll. */
  readonly appetite: OverTime;
  readonly wobble: Wobble;
}

/** AR(1) in logs of each instance: correlation from poll to poll, and standard deviation. */
export interface Wobble {
  readonly rho: number;
  readonly sd: number;
}

/** 50 requests a second per arm, three instances each, shared demand, 0.1% errors. */
const usual: Omit<Scenario, 'name' | 'kind'> = {
  rps: 100,
  share: constant(0.5),
  canaryInstances: 3,
  baselineInstances: 3,
  loads: [1],
  demand: 'shared',
  baseline: constant(0.001),
  canary: constant(0.001),
  bursts: [],
  blows: [],
  faults: [],
  sites: 1,
  checks: [errorRatio],
  slowness: constant(1),
  appetite: constant(1),
  wobble: { rho: 0, sd: 0.01 },
};

export const siteNames = ({ sites }: Pick<Scenario, 'sites'>): string[] =>
  Array.from({ length: sites }, (_, i) => `site_${i + 1}`);

type Differing = Partial<Omit<Scenario, 'name' | 'kind'>>;

export const healthy = (name: string, differing: Differing = {}): Scenario => ({
  ...usual,
  ...differing,
  name,
  kind: 'null',
});

export const burst = (name: string, differing: Differing): Scenario => ({
  ...usual,
  ...differing,
  name,
  kind: 'burst',
});

export const regression = (name: string, onset: number, differing: Differing): Scenario => ({
  ...usual,
  ...differing,
  name,
  kind: 'regression',
  onset,
});
