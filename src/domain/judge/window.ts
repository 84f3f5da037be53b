import type { Counts, InstanceCounts } from './reading.js';

/** Upper bucket edges in seconds, ascending; null is +Inf. Empty for checks that need no histogram. */
export type Edges = readonly (number | null)[];

/**
 * Both arms' counts at one poll, packed because a state travels twice with every look: time, then the canary's and the
 * baseline's requests, errors and bucket counts.
 */
export type Sample = readonly number[];

export const pack = (at: number, canary: Counts, baseline: Counts, edges: Edges): Sample => [
  at,
  ...packArm(canary, edges),
  ...packArm(baseline, edges),
];

const packArm = (counts: Counts, edges: Edges) => [
  counts.requests,
  counts.errors,
  ...edges.map((edge) => counts.buckets?.find((b) => b.le === edge)?.count ?? 0),
];

/** The samples of the last `length` ms; older ones are forgotten. */
export function slide(window: readonly Sample[], sample: Sample, length: number): readonly Sample[] {
  return [...window.filter(([at = 0]) => at > (sample[0] ?? 0) - length), sample];
}

const parts = 5;

/** The same in about five parts, whatever the number of polls: a sample joins the newest part while that is young. */
export function slideInParts(window: readonly Sample[], sample: Sample, length: number): readonly Sample[] {
  const [at = 0] = sample;
  const part = (time = 0) => Math.floor((time * parts) / length);
  const newest = window.at(-1);
  if (newest === undefined || part(newest[0]) !== part(at) || newest.length !== sample.length) {
    return slide(window, sample, length);
  }
  const joined = newest.map((count, i) => (i === 0 ? at : count + (sample[i] ?? 0)));
  return window.with(-1, joined);
}

/** What messages show is of the last so many ms: a quarter of the analysis, from 15 s to 2 minutes, and never longer than it. */
export const windowOf = (duration: number): number =>
  Math.min(duration, Math.min(120_000, Math.max(15_000, duration / 4)));

/** Both arms' counts over a window. */
export function totals(window: readonly Sample[], edges: Edges): { canary: Counts; baseline: Counts } {
  const width = 2 + edges.length;
  const column = (i: number) => {
    let sum = 0;
    for (const sample of window) sum += sample[i] ?? 0;
    return sum;
  };
  const arm = (from: number): Counts => ({
    requests: column(from),
    errors: column(from + 1),
    buckets: edges.map((le, i) => ({ le, count: column(from + 2 + i) })),
  });
  return { canary: arm(1), baseline: arm(1 + width) };
}

/** Sums an arm's instances, buckets edge by edge. */
export function sum(instances: readonly InstanceCounts[]): Counts {
  const buckets = new Map<number | null, number>();
  for (const { le, count } of instances.flatMap((c) => c.buckets ?? [])) {
    buckets.set(le, (buckets.get(le) ?? 0) + count);
  }
  return {
    requests: instances.reduce((n, c) => n + c.requests, 0),
    errors: instances.reduce((n, c) => n + c.errors, 0),
    buckets: [...buckets].map(([le, count]) => ({ le, count })),
  };
}

/** The edges that appear in counts, ascending. */
export function edgesOf(...counts: readonly Counts[]): Edges {
  const edges = new Set(counts.flatMap((c) => c.buckets ?? []).map((b) => b.le));
  return [...edges].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
}
