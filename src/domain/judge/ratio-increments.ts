import { absoluteIncrements, relativeIncrements, type Row } from './increments.js';
import type { StreamRules, Tolerance } from './rules.js';

/** Dispersions of a site's errors: of the comparison with the baseline, and of the canary by itself. */
export interface Phis {
  readonly rel: number;
  readonly abs: number;
}

/** The uncapped increments of one poll at one site: relative and absolute, up (worse) and down (not worse). */
export interface Increments {
  readonly upRel: readonly number[];
  readonly upAbs: readonly number[];
  readonly downRel: readonly number[];
  readonly downAbs: readonly number[];
}

/**
 * The increments of a row, with what was carried into it. A poll in which an arm had no request is carried into the next
 * one instead of being dropped, or its errors would be lost, but not across the end of warm-up, where the test changes.
 * `k` counts polls from 1; a row that could not be read is undefined.
 */
export function ratioIncrements(
  rules: StreamRules,
  phis: Phis,
  k: number,
  carried: Row | undefined,
  row: Row | undefined,
): { carry: Row | undefined; increments: Increments } {
  const [ec, nc, eb, nb] = carried ?? [0, 0, 0, 0];
  const [dec, dnc, deb, dnb] = row ?? [0, 0, 0, 0];
  const x: Row = [ec + dec, nc + dnc, eb + deb, nb + dnb];
  const whole = x[1] > 0 && x[3] > 0;
  if (!whole) return { carry: k === rules.warm ? undefined : x, increments: none(rules) };
  const cold = k <= rules.warm;
  const [upRel, upAbs] = both(x, cold ? rules.cold : rules.worse, phis, rules.thetaUp);
  const [downRel, downAbs] = cold ? [zeros(rules.thetaDown), zeros(rules.thetaDown)] : both(x, rules.notWorse, phis, rules.thetaDown);
  return { carry: undefined, increments: { upRel, upAbs, downRel, downAbs } };
}

function both(x: Row, { r, a }: Tolerance, phis: Phis, theta: readonly number[]): [number[], number[]] {
  return [
    relativeIncrements(x, { allowed: r, phi: phis.rel, theta }),
    absoluteIncrements(x, { allowed: a, phi: phis.abs, theta }),
  ];
}

const zeros = (theta: readonly number[]) => theta.map(() => 0);

function none({ thetaUp, thetaDown }: StreamRules): Increments {
  return { upRel: zeros(thetaUp), upAbs: zeros(thetaUp), downRel: zeros(thetaDown), downAbs: zeros(thetaDown) };
}
