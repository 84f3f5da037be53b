import { bucketEdges, histogram } from './latency.js';
import { timing } from './methods/method.js';
import type { Random } from './random.js';
import type { OverTime, Scenario, Wobble } from './scenario.js';

/** What an instance counts and uses, by poll. Cumulative buckets and gauges only where a check looks at them. */
export interface Instance {
  readonly name: string;
  readonly errors: number[];
  readonly requests: number[];
  readonly buckets?: readonly { readonly le: number | null; readonly counts: number[] }[];
  readonly gauges?: readonly { readonly metric: string; readonly values: number[] }[];
}

/** What drives an instance: requests of poll `k`, and over the seconds its error ratio, slowness and appetite. */
export interface Drives {
  mean(k: number): number;
  readonly ratio: OverTime;
  readonly slowness: OverTime;
  readonly appetite: OverTime;
}

export function fill(
  random: Random,
  { checks, wobble }: Pick<Scenario, 'checks' | 'wobble'>,
  name: string,
  polls: number,
  drives: Drives,
): Instance {
  const [errors, requests]: [number[], number[]] = [[], []];
  for (let k = 0; k < polls; k += 1) {
    const n = random.poisson(drives.mean(k));
    requests.push(n);
    errors.push(random.binomial(n, Math.min(1, drives.ratio(k * timing.interval))));
  }
  const metrics = new Set(checks.flatMap((check) => (check.kind === 'gauge' ? [check.metric] : [])));
  const timed = checks.some((check) => check.kind === 'latency');
  return {
    name,
    errors,
    requests,
    ...(timed && { buckets: latencies(random, requests, drives.slowness) }),
    ...(metrics.size > 0 && {
      gauges: [...metrics].map((metric) => ({
        metric,
        values: levels(random, wobble, polls, drives.appetite),
      })),
    }),
  };
}

function latencies(random: Random, requests: readonly number[], slowness: OverTime) {
  const found = requests.map((n, k) => histogram(random, n, slowness(k * timing.interval)));
  return bucketEdges.map((le, i) => ({ le, counts: found.map((buckets) => buckets[i]?.count ?? 0) }));
}

const usual = 200e6;

function levels(random: Random, { rho, sd }: Wobble, polls: number, appetite: OverTime): number[] {
  let log = sd * random.normal();
  return Array.from({ length: polls }, (_, k) => {
    log = rho * log + sd * Math.sqrt(1 - rho ** 2) * random.normal();
    return usual * appetite(k * timing.interval) * Math.exp(log);
  });
}
