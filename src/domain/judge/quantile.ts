import type { Counts } from './reading.js';

/**
 * A quantile of a histogram in ms, linear within its bucket as Prometheus' histogram_quantile does it; undefined without
 * requests. Above the last finite edge it is that edge.
 */
export function quantileMs({ buckets = [] }: Counts, quantile: number): number | undefined {
  const sorted = [...buckets].sort((a, b) => (a.le ?? Infinity) - (b.le ?? Infinity));
  const total = sorted.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  const rank = quantile * total;
  let below = { le: 0, count: 0 };
  for (const { le, count } of sorted) {
    if (le === null) break;
    if (count >= rank && count > below.count) {
      return (below.le + ((le - below.le) * (rank - below.count)) / (count - below.count)) * 1000;
    }
    below = { le, count };
  }
  return below.le * 1000;
}
