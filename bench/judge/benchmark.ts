import type { Batch } from './batch.js';
import { methodSets, type MethodSetName } from './methods/all.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { summarise } from './summary.js';
import type { ResultRow } from './tables.js';
import { onThreads } from './threads.js';

export interface BenchmarkSettings {
  /** Runs of each healthy scenario, a quarter of sick ones: medians need fewer. Every method sees the same ones. */
  readonly runs: number;
  readonly seed: number;
  readonly methods: MethodSetName;
  /** Which scenarios. */
  readonly only: (scenario: Scenario) => boolean;
  readonly threads: number;
}

/** Runs that one thread takes at a time. */
const batchRuns = 20;

/** Simulates the scenarios and sums up each method's outcomes. */
export async function benchmark(
  { runs, seed, methods: set, only, threads }: BenchmarkSettings,
  progress: (done: number, all: number) => void,
): Promise<readonly ResultRow[]> {
  const chosen = scenarios.flatMap((s, i) => (only(s) ? [i] : []));
  const batches = chosen.flatMap((scenario) => {
    const wanted = Math.ceil(runs / (scenarios[scenario]?.kind === 'regression' ? 4 : 1));
    return Array.from({ length: Math.ceil(wanted / batchRuns) }, (_, n): Batch => {
      const from = n * batchRuns;
      return { methods: set, scenario, seed, from, to: Math.min(wanted, from + batchRuns) };
    });
  });
  const results = await onThreads(batches, threads, (done) => progress(done, batches.length));
  return chosen.flatMap((index) => {
    const scenario = scenarios[index];
    if (!scenario) return [];
    const outcomes = results.filter((r) => r.batch.scenario === index).flatMap((r) => r.outcomes);
    const cells = methodSets[set].methods.flatMap((m, i) => {
      const own = outcomes.flatMap((o) => o[i] ?? []);
      return own.length > 0 ? [[m.name, summarise(own)] as const] : [];
    });
    return [{ scenario, cells: Object.fromEntries(cells) }];
  });
}
