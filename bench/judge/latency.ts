import type { Bucket } from '../../src/domain/judge/reading.js';
import type { Random } from './random.js';

/** Upper edges in seconds, as Prometheus' client libraries set them by default, from 25 ms on. */
const edges = [0.025, 0.05, 0.1, 0.25, 0.5, 1];
export const bucketEdges: readonly (number | null)[] = [...edges, null];

/** Latencies are lognormal: the median in seconds, and the standard deviation of the logarithm. */
const usual = { median: 0.053, sigma: 0.6 };

/** A bound that half a percent of the requests of a healthy service exceed. */
export const slowEdge = 0.25;

/** Cumulative buckets of `n` requests that take `factor` times as long as usual. */
export function histogram(random: Random, n: number, factor: number): Bucket[] {
  let [left, below, count] = [n, 0, 0];
  return bucketEdges.map((le) => {
    const share = le === null ? 1 : normal(Math.log(le / (usual.median * factor)) / usual.sigma);
    const here = le === null ? left : random.binomial(left, (share - below) / Math.max(1e-12, 1 - below));
    left -= here;
    below = share;
    return { le, count: (count += here) };
  });
}

/** The standard normal distribution, to 1e-7 (Abramowitz and Stegun 1964, 26.2.17). */
function normal(x: number): number {
  if (x < 0) return 1 - normal(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
