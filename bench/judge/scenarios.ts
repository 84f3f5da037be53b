import { bursts } from './scenarios/bursts.js';
import { nulls } from './scenarios/nulls.js';
import { otherChecks } from './scenarios/other-checks.js';
import { regressions } from './scenarios/regressions.js';
import { shapes } from './scenarios/shapes.js';
import type { Scenario } from './scenario.js';

/** All rows, in the order of the tables. */
export const scenarios: readonly Scenario[] = [
  ...nulls,
  ...bursts,
  ...regressions,
  ...shapes,
  ...otherChecks,
];

const repeated = scenarios.find((s, i) => scenarios.findIndex((other) => other.name === s.name) !== i);
if (repeated) throw new Error(`two scenarios are called "${repeated.name}"`);
