import { relativeIncrements, thetaDown, thetaUp, type Row } from './increments.js';
import { logMean } from './mixture.js';

/** A rate ratio, canary to baseline, with both ends; `upper` is null where nothing bounds it. */
export interface RateRatio {
  readonly lower: number;
  readonly upper: number | null;
}

const [least, most] = [1e-9, 1e9];

/**
 * A confidence sequence for the rate ratio: valid however often it is looked at. Inverts the mixtures up and down at
 * `alpha / 2` each: every ratio that neither refutes is inside. No cap, no restarts, all mass at the first row. Compare Lindon
 * and Malek 2022, "Anytime-valid inference for multinomial count data".
 */
export function rateRatioInterval(rows: readonly Row[], alpha: number, phi: number): RateRatio {
  const limit = Math.log(2 / alpha);
  const evidence = (ratio: number, theta: readonly number[]) => {
    const sums = theta.map(() => 0);
    for (const row of rows) {
      relativeIncrements(row, { allowed: ratio, phi, theta }).forEach(
        (l, j) => (sums[j] = (sums[j] ?? 0) + l),
      );
    }
    return logMean(sums);
  };
  const up = (ratio: number) => evidence(ratio, thetaUp) - limit;
  const down = (ratio: number) => evidence(ratio, thetaDown) - limit;
  return {
    lower: up(least) < 0 ? 0 : crossing((ratio) => up(ratio) >= 0),
    upper: down(most) < 0 ? null : crossing((ratio) => down(ratio) < 0),
  };
}

/** Where a rule that holds for small ratios stops holding, by bisection in logs. */
function crossing(holds: (ratio: number) => boolean): number {
  let [low, high] = [Math.log(least), Math.log(most)];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (holds(Math.exp(middle))) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
