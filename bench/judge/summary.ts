import type { Outcome } from './outcome.js';

/** One cell: a method in a scenario. Shares from 0 to 1, seconds since the canary started; null where nothing happened. */
export interface Cell {
  readonly runs: number;
  readonly rolledBack: number;
  /** Wilson's 95% interval of `rolledBack`. */
  readonly interval: readonly [low: number, high: number];
  readonly everBad: number;
  readonly green: number;
  readonly secondsToBad: Quantiles;
  readonly secondsToRollback: Quantiles;
}

/** Of the runs in which it happened. */
export interface Quantiles {
  readonly median: number | null;
  readonly p95: number | null;
}

export function summarise(outcomes: readonly Outcome[]): Cell {
  const runs = outcomes.length;
  const back = outcomes.flatMap((o) => o.rolledBack ?? []);
  const bad = outcomes.flatMap((o) => o.bad ?? []);
  return {
    runs,
    rolledBack: back.length / runs,
    interval: wilson(back.length, runs),
    everBad: bad.length / runs,
    green: outcomes.filter((o) => o.green).length / runs,
    secondsToBad: quantiles(bad),
    secondsToRollback: quantiles(back),
  };
}

const z = 1.959963984540054;

/** Wilson's score interval of a share (1927): right also where it is 0 or 1. */
export function wilson(hits: number, runs: number): [low: number, high: number] {
  if (runs === 0) return [0, 1];
  const p = hits / runs;
  const centre = (p + z ** 2 / (2 * runs)) / (1 + z ** 2 / runs);
  const half = (z * Math.sqrt((p * (1 - p)) / runs + z ** 2 / (4 * runs ** 2))) / (1 + z ** 2 / runs);
  return [hits === 0 ? 0 : centre - half, hits === runs ? 1 : centre + half];
}

/** The value that at least half (95%) of the values do not exceed. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
  return { median: at(0.5), p95: at(0.95) };
}
