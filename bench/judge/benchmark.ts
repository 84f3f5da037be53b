import type { Batch } from './batch.js';
import { methods } from './methods/all.js';
import { scenarios } from './scenarios.js';
import { summarise } from './summary.js';
import type { ResultRow } from './tables.js';
import { onThreads } from './threads.js';

export interface BenchmarkSettings {
  /** Runs of each scenario; every method sees the same ones. */
  readonly runs: number;
  readonly seed: number;
  /** Only scenarios with this in their name. */
  readonly only: string;
  readonly threads: number;
}

/** Runs that one thread takes at a time. */
const batchRuns = 20;

/** Simulates the scenarios and sums up each method's outcomes. */
export async function benchmark(
  { runs, seed, only, threads }: BenchmarkSettings,
  progress: (done: number, all: number) => void,
): Promise<readonly ResultRow[]> {
  const chosen = scenarios.flatMap((s, i) => (s.name.includes(only) ? [i] : []));
  const batches = chosen.flatMap((scenario) =>
    Array.from({ length: Math.ceil(runs / batchRuns) }, (_, n): Batch => {
      return { scenario, seed, from: n * batchRuns, to: Math.min(runs, (n + 1) * batchRuns) };
    }),
  );
  const results = await onThreads(batches, threads, (done) => progress(done, batches.length));
  return chosen.flatMap((index) => {
    const scenario = scenarios[index];
    if (!scenario) return [];
    const outcomes = results.filter((r) => r.batch.scenario === index).flatMap((r) => r.outcomes);
    const cells = methods.map((m, i) => [m.name, summarise(outcomes.flatMap((o) => o[i] ?? []))] as const);
    return [{ scenario, cells: Object.fromEntries(cells) }];
  });
}
