import { timing } from './method.js';
import { ofRows, type RowRule } from './row-rule.js';
import { successWindow } from './success-window.js';

/** In polls: how often it looks, and over what. */
const interval = 60 / timing.interval;
/** At most this many failed checks, in all, and this error ratio. */
const threshold = 5;
const allowed = 0.01;

/**
 * Fixed window, as Flagger's Istio tutorial sets it (fluxcd/flagger, docs/gitbook/tutorials/istio-progressive-delivery.md
 * at 9a5328b, lines 112-129): every minute, is the success rate of the canary over the last minute at least 99%? Five
 * failed checks, not in a row, roll back. The count is compared at the start of the next look
 * (pkg/controller/scheduler.go, advanceCanary: `FailedChecks >= GetAnalysisThreshold()` comes before `runAnalysis`), so
 * the rollback is a minute after the fifth. A look that cannot read, or finds no traffic ("no values found"), is a failed check
 * too (pkg/controller/scheduler_metrics.go). The steps of its weight are left out: the share is the scenario's.
 */
export const flagger = ofRows('fixed 1 min x5', newFlagger);

export function newFlagger(): RowRule {
  const window = successWindow(interval);
  let failed = 0;
  return {
    look(k, row) {
      const ratio = window(row);
      if (k <= timing.warm || k % interval !== 0) return { bad: failed >= threshold, rolledBack: false };
      if (failed >= threshold) return { bad: true, rolledBack: true };
      if (row === undefined || ratio === undefined || ratio > allowed) failed += 1;
      return { bad: failed >= threshold, rolledBack: false };
    },
  };
}
