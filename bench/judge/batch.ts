import { methodSets, type MethodSetName } from './methods/all.js';
import { calibrationOf } from './methods/calibration.js';
import { play, type Outcome } from './outcome.js';
import { scenarios } from './scenarios.js';
import { simulate } from './world.js';

/** Some runs of one scenario, by its place in the list: what one thread does at a time. */
export interface Batch {
  readonly methods: MethodSetName;
  readonly scenario: number;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Outcomes by run, then by method; null where a method cannot act on the scenario. */
export interface BatchResult {
  readonly batch: Batch;
  readonly outcomes: readonly (readonly (Outcome | null)[])[];
}

export function runBatch(batch: Batch): BatchResult {
  const scenario = scenarios[batch.scenario];
  if (!scenario) throw new Error(`there is no scenario ${batch.scenario}`);
  const { methods } = methodSets[batch.methods];
  const outcomes = Array.from({ length: batch.to - batch.from }, (_, i) => {
    const world = simulate(scenario, batch.seed, batch.from + i);
    const setup = { scenario, calibration: calibrationOf(scenario, world) };
    return methods.map((method) => (method.judges(scenario) ? play(method, setup, world) : null));
  });
  return { batch, outcomes };
}
