import { absoluteIncrements, noIncrements, relativeIncrements, type Row } from './increments.js';
import type { StreamRules, Tolerance } from './rules.js';
import type { Increments } from './stream.js';

/** Dispersions of a site's errors: of the comparison with the baseline, and of the canary by itself. */
export interface Phis {
  readonly rel: number;
  readonly abs: number;
}

/**
 * The row with what was carried into it. A poll in which an arm had no request is carried into the next one instead of
 * being dropped, or its errors would be lost, but not across the end of warm-up (`last`), where the test changes.
 */
export function carried(
  carry: Row | undefined,
  row: Row | undefined,
  last: boolean,
): { whole: Row | undefined; carry: Row | undefined } {
  const x = plus(carry, row);
  if (x[1] > 0 && x[3] > 0) return { whole: x, carry: undefined };
  return { whole: undefined, carry: last || x.every((count) => count === 0) ? undefined : x };
}

function plus(a: Row | undefined, b: Row | undefined): Row {
  if (a && b) return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
  return a ?? b ?? nothing;
}

const nothing: Row = [0, 0, 0, 0];

/**
 * The uncapped increments of one site's poll: relative and absolute, up (worse) and down (not worse). During warm-up the
 * canary is tested against a cold start, and nothing is gathered for it. `k` counts polls from 1.
 */
export function ratioIncrements(
  rules: StreamRules,
  phis: Phis,
  k: number,
  whole: Row | undefined,
): Increments {
  const cold = k <= rules.warm;
  const up = whole ? both(whole, cold ? rules.cold : rules.worse, phis, rules.thetaUp) : undefined;
  const down = whole && !cold ? both(whole, rules.notWorse, phis, rules.thetaDown) : undefined;
  return {
    up: [up?.relative ?? noIncrements(rules.thetaUp)],
    floor: up?.absolute ?? noIncrements(rules.thetaUp),
    down: [down?.relative ?? noIncrements(rules.thetaDown), down?.absolute ?? noIncrements(rules.thetaDown)],
  };
}

function both(x: Row, { r, a }: Tolerance, phis: Phis, theta: readonly number[]) {
  return {
    relative: relativeIncrements(x, { allowed: r, phi: phis.rel, theta }),
    absolute: absoluteIncrements(x, { allowed: a, phi: phis.abs, theta }),
  };
}
