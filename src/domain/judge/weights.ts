import type { Check, StatisticalCheck } from './checks.js';

/** Alpha's parts by kind: half for errors, less for what seldom decides. A kind that a service lacks leaves its part unused. */
const parts: Readonly<Record<StatisticalCheck['kind'], number>> = { ratio: 0.5, latency: 0.3, gauge: 0.2 };

/**
 * The weight of a check's stream at a site, or of its pool: all of a service's weights sum to at most 1, which is what
 * bounds its false alarms. Checks of a kind share its part; with several sites the pool of an error ratio has half of
 * that, and the sites the rest by traffic, `share`.
 */
export function weightOf(
  check: StatisticalCheck,
  checks: readonly Check[],
  sites: number,
  share: number,
): number {
  const alike = checks.filter((other) => other.kind === check.kind).length;
  const part = parts[check.kind] / alike;
  const pooled = check.kind === 'ratio' && sites > 1;
  return (pooled ? part / 2 : part) * share;
}

export const poolWeight = (check: StatisticalCheck, checks: readonly Check[]): number =>
  parts[check.kind] / checks.filter((other) => other.kind === check.kind).length / 2;

/** The sites' shares of the traffic, from their rates; equal where none is known. No site is left without any. */
export function shares(rates: readonly number[]): number[] {
  const known = rates.filter((rate) => rate > 0);
  const usual = known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : 1;
  const filled = rates.map((rate) => Math.max(rate > 0 ? rate : usual, usual / 20));
  const all = filled.reduce((a, b) => a + b, 0);
  return filled.map((rate) => rate / all);
}
