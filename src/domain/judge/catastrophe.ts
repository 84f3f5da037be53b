import { absoluteIncrements, noIncrements, relativeIncrements, type Row } from './increments.js';
import { newMixture, startWeights, stepMixture, type Mixture } from './mixture.js';
import type { Phis } from './ratio-increments.js';
import { carried } from './ratio-increments.js';
import { threshold, type StreamRules } from './rules.js';

const alpha = 0.005;
const blipPolls = 3;

/** Plain JSON. */
export interface CatastropheState {
  readonly relative: Mixture;
  readonly absolute: Mixture;
  readonly carry?: Row;
}

export interface CatastropheFinding {
  readonly logE: number;
  readonly logEFloor: number;
  readonly fires: boolean;
  /** This poll alone speaks for it: not enough to roll back, and too much to roll out. */
  readonly suspected: boolean;
}

export const newCatastrophe = (rules: StreamRules): CatastropheState => ({
  relative: newMixture(rules.thetaUp.length),
  absolute: newMixture(rules.thetaUp.length),
});

/**
 * The catastrophe rule: the same test against a canary that is dying, on counts that were not winsorised, from the first
 * poll on. Its `alpha` of 0.005 comes on top of the deployment's. A suspicion has no such bound: it only delays.
 */
export function catastrophe(
  rules: StreamRules,
  phis: Phis,
  before: CatastropheState,
  row: Row | undefined,
  phiLive = 1,
): { state: CatastropheState; finding: CatastropheFinding } {
  const limit = threshold({ alpha, weight: rules.weight });
  const cap = limit / blipPolls;
  const { whole, carry } = carried(before.carry, row, false);
  const { thetaUp: theta, dying } = rules;
  const schedule = startWeights(rules.horizon, rules.restartEvery, 0);
  const bet = (allowed: number, phi: number) => ({ allowed, phi, theta });
  const up = whole ? relativeIncrements(whole, bet(dying.r, phis.rel)) : noIncrements(theta);
  const floor = whole ? absoluteIncrements(whole, bet(dying.a, phis.abs)) : noIncrements(theta);
  const relative = stepMixture(before.relative, schedule, up, cap);
  const absolute = stepMixture(before.absolute, schedule, floor, cap);
  const surely = Math.log(1 / rules.alphaAbs);
  const fires = relative.logE >= limit * Math.max(1, phiLive) && absolute.logE >= surely;
  const suspected = Math.max(...up) >= surely && Math.max(...floor) >= surely;
  return {
    state: { relative: relative.mixture, absolute: absolute.mixture, ...(carry && { carry }) },
    finding: { logE: relative.logE, logEFloor: absolute.logE, fires, suspected },
  };
}
