import { methods } from './methods/all.js';
import { play, type Outcome } from './outcome.js';
import { scenarios } from './scenarios.js';
import { simulate } from './world.js';

/** Some runs of one scenario, by its place in the list: what one thread does at a time. */
export interface Batch {
  readonly scenario: number;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Outcomes by run, then by method. */
export interface BatchResult {
  readonly batch: Batch;
  readonly outcomes: readonly (readonly Outcome[])[];
}

export function runBatch(batch: Batch): BatchResult {
  const scenario = scenarios[batch.scenario];
  if (!scenario) throw new Error(`there is no scenario ${batch.scenario}`);
  const outcomes = Array.from({ length: batch.to - batch.from }, (_, i) => {
    const world = simulate(scenario, batch.seed, batch.from + i);
    return methods.map((method) => play(method, scenario, world));
  });
  return { batch, outcomes };
}
