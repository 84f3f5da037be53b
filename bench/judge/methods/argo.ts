import { timing } from './method.js';
import { ofRows, type RowRule } from './row-rule.js';
import { successWindow } from './success-window.js';

/** In polls: how often it measures, and over what. */
const interval = 10 / timing.interval;
const range = 60 / timing.interval;
const allowed = 0.01;
const failureLimit = 3;

/**
 * Fixed window, as Argo Rollouts is set in its demo (argoproj/rollouts-demo, examples/analysis/analysis-success-rate.yaml at
 * 94daa59, line 10: `interval: 10s`) with the failure limit of its documentation (argoproj/argo-rollouts,
 * docs/features/analysis.md at 010ad55, line 75: `failureLimit: 3`). It has no default for the query; range and bound are
 * those of Flagger's, one minute and 99%. Failures are counted in all, not in a row, and one more than the limit fails the
 * run (analysis/analysis.go, assessMetricFailureInconclusiveOrError: `result.Failed > failureLimit`). A measurement that
 * could not be made, or has no result because there was no traffic, is an error; four of those in a row are borne, and a
 * fifth ends the run too (utils/defaults/defaults.go, DefaultConsecutiveErrorLimit).
 */
export const argo = ofRows('fixed 10 s, 3 fails', newArgo);

const errorLimit = 4;

export function newArgo(): RowRule {
  const window = successWindow(range);
  let failed = 0;
  let errors = 0;
  return {
    look(k, row) {
      const ratio = window(row);
      if (k > timing.warm && k % interval === 0) {
        const measured = row !== undefined && ratio !== undefined;
        errors = measured ? 0 : errors + 1;
        if (measured && ratio > allowed) failed += 1;
      }
      const over = failed > failureLimit || errors > errorLimit;
      return { bad: over, rolledBack: over };
    },
  };
}
