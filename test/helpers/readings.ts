import type { GaugeCheck, LatencyCheck } from '../../src/domain/judge/checks.js';
import type { InstanceCounts, SiteReading } from '../../src/domain/judge/reading.js';

export const latencyCheck: LatencyCheck = {
  kind: 'latency',
  name: 'latency p95',
  metric: 'latency',
  tolerance: 0.1,
  quantile: 0.95,
  required: true,
};

const edges = [0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** A poll without errors, requests exponential around 80 ms, the canary's slower by a factor. */
export const slower = (site: string, factor: number, requests = 500): SiteReading => ({
  site,
  kind: 'counts',
  canary: [took('c1', 0.08 * factor, requests)],
  baseline: [took('s1', 0.08, requests)],
});

function took(instance: string, mean: number, requests: number): InstanceCounts {
  const within = (le: number) => Math.round(requests * (1 - Math.exp(-le / mean)));
  const buckets = [...edges.map((le) => ({ le, count: within(le) })), { le: null, count: requests }];
  return { instance, requests, errors: 0, buckets };
}

export const memoryCheck: GaugeCheck = {
  kind: 'gauge',
  name: 'memory',
  metric: 'memory',
  tolerance: 0.1,
  required: true,
};

const usual = 100 * 2 ** 20;

/** A poll without errors, 100 MiB in use, the canary's more by a factor. */
export const using = (site: string, factor: number): SiteReading => ({
  site,
  kind: 'counts',
  canary: [{ instance: 'c1', requests: 500, errors: 0, gauges: { memory: usual * factor } }],
  baseline: [{ instance: 's1', requests: 500, errors: 0, gauges: { memory: usual } }],
});
