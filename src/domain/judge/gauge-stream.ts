import type { GaugeCheck } from './checks.js';
import { gaugeIncrements, lambdas } from './gauge.js';
import type { InstanceCounts } from './reading.js';
import type { SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import { advance, newStream, type Advanced, type StreamState } from './stream.js';

/** What a gauge at a site remembers between polls. Plain JSON. */
export interface GaugeState {
  readonly stream: StreamState;
  /** `D` of the last poll that had one right before this one. */
  readonly last?: number;
  /** `D` during the first minute after warm-up: what a drift is measured from. */
  readonly first: readonly number[];
  /** How much instances of one version differ, in logs. */
  readonly spread?: number;
  /** Means of the arms at the last poll with both. */
  readonly shown?: readonly [baseline: number, canary: number];
}

/** What is assumed of a healthy gauge: slow to change, and a few percent of noise. */
const rho = 0.93;
const su = 0.03;
const usualSpread = 0.05;
const drift = Math.log(1.05);

export const gaugeRules = (rules: StreamRules): StreamRules => ({ ...rules, thetaUp: lambdas });

export const newGauge = (rules: StreamRules): GaugeState => ({
  stream: newStream(rules, 2, false, 0),
  first: [],
});

/**
 * One poll of a gauge at a site. Two tests are averaged: that the level is above the baseline's by more than is tolerated,
 * and that it drifts away from what it was in the first minute after warm-up, which finds leaks. Not worse is read off the
 * gauge itself: its level is within what is tolerated.
 */
export function stepGauge(
  rules: StreamRules,
  check: GaugeCheck,
  before: GaugeState,
  poll: SitePoll | undefined,
): { state: GaugeState; advanced: Advanced } {
  const cold = before.stream.k + 1 <= rules.warm;
  const canary = valuesOf(poll?.canary ?? [], check.metric);
  const baseline = valuesOf(poll?.baseline ?? [], check.metric);
  const both = canary.length > 0 && baseline.length > 0;
  const shown = both ? ([mean(baseline), mean(canary)] as const) : before.shown;
  const d = both && !cold ? Math.log(mean(canary)) - Math.log(mean(baseline)) : undefined;
  const settling = before.first.length < rules.minute;
  const first = d !== undefined && settling ? [...before.first, d] : before.first;
  const spread = before.spread ?? (both && !cold ? spreadOf(baseline) : undefined);
  const delta = tolerated(check, spread, canary.length, baseline.length);
  const level = gaugeIncrements({ delta, rho, su }, before.last, d);
  const from = mean(first);
  const drifting = { delta: from + drift + deviation(first), rho, su };
  const leak = gaugeIncrements(drifting, before.last, settling ? undefined : d);
  const advanced = advance(rules, before.stream, { up: [level, leak], down: [] }, both);
  const within = d !== undefined && d <= delta;
  return {
    state: {
      stream: advanced.state,
      ...(d !== undefined && { last: d }),
      first,
      ...(spread !== undefined && { spread }),
      ...(shown && { shown }),
    },
    advanced: { ...advanced, logENotWorse: within ? Infinity : -Infinity },
  };
}

/** `ln(1 + tolerance)`, and what instances of one version differ by anyway. */
const tolerated = ({ tolerance }: GaugeCheck, spread = usualSpread, canaries: number, baselines: number) =>
  Math.log(1 + tolerance) +
  1.645 * spread * Math.sqrt(1 / Math.max(1, canaries) + 1 / Math.max(1, baselines));

const valuesOf = (arm: readonly InstanceCounts[], metric: string) =>
  arm.map((i) => i.gauges?.[metric] ?? NaN).filter((value) => value > 0 && value <= Number.MAX_SAFE_INTEGER);

const mean = (values: readonly number[]) =>
  values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : 0;

const spreadOf = (values: readonly number[]) =>
  values.length > 1 ? Math.max(usualSpread, deviation(values.map(Math.log))) : usualSpread;

function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const m = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - m) ** 2, 0) / (values.length - 1));
}
