import { once } from './compute-once.js';

/**
 * Counts of both arms at one poll, differences since the poll before: errors and requests of the canary, then of the
 * baseline. Integers, except that winsorising may have lowered the errors.
 */
export type Row = readonly [ec: number, nc: number, eb: number, nb: number];

/** Alternatives that a mixture bets on, as rate ratios. Above 1: the canary is worse; below 1: it is not. */
export const thetaUp: readonly number[] = [1.5, 2, 3, 5, 10, 30, 100];
export const thetaDown: readonly number[] = [0.8, 0.65, 0.5, 0.35, 0.2, 0.05];

/** What an increment is taken against: a null hypothesis, a dispersion, and alternatives. */
export interface Bet {
  /** Relative: the rate ratio, canary to baseline, that is still allowed. Absolute: the canary's error ratio that is. */
  readonly allowed: number;
  /** Dispersion: variance of the errors over that of independent requests, at least 1. */
  readonly phi: number;
  readonly theta: readonly number[];
}

/** Logs of alternatives, and increments where there is nothing to bet on. A poll asks for them many times. */
const logsOf = once((theta: readonly number[]): readonly number[] => theta.map(Math.log));
export const noIncrements = once((theta: readonly number[]): readonly number[] => theta.map(() => 0));

/**
 * Log betting increments that the canary's rate is more than `r` times the baseline's:
 * `l_j = (ec ln theta_j - E ln(1 - q + q theta_j)) / phi`, with `E = ec + eb` and `q = r nc / (r nc + nb)`.
 *
 * Given both exposures and the past, `E[exp l_j] <= 1` for Poisson and for Bernoulli requests whenever the rate is at most
 * `r` times the baseline's (from `1 + x <= exp x`), so shares may be unequal and change. An arm without requests gives 0.
 * Source: betting e-processes (Waudby-Smith and Ramdas 2024; Ramdas et al. 2023, "Game-theoretic statistics and safe
 * anytime-valid inference"); compare Lindon and Malek 2022, "Anytime-valid inference for multinomial count data".
 */
export function relativeIncrements(
  [ec, nc, eb, nb]: Row,
  { allowed: r, phi, theta }: Bet,
): readonly number[] {
  if (nc === 0 || nb === 0) return noIncrements(theta);
  const q = (r * nc) / (r * nc + nb);
  const all = ec + eb;
  const logs = logsOf(theta);
  return theta.map((t, j) => (ec * (logs[j] ?? 0) - (all > 0 ? all * Math.log(1 - q + q * t) : 0)) / phi);
}

/**
 * Log betting increments that the canary's error ratio is above `a`:
 * `l_j = (ec ln theta_j - nc ln(1 - a + a theta_j)) / phi`. A canary without requests gives 0. Source: as above.
 */
export function absoluteIncrements([ec, nc]: Row, { allowed: a, phi, theta }: Bet): readonly number[] {
  if (nc === 0) return noIncrements(theta);
  const logs = logsOf(theta);
  const costs = costsOf(theta, a);
  return logs.map((log, j) => (ec * log - nc * (costs[j] ?? 0)) / phi);
}

const costsByFloor = once((_: readonly number[]) => new Map<number, readonly number[]>());

/** What a request costs each alternative: `ln(1 - a + a theta_j)`. */
function costsOf(theta: readonly number[], a: number): readonly number[] {
  const byFloor = costsByFloor(theta);
  const known = byFloor.get(a);
  if (known) return known;
  const costs = theta.map((t) => Math.log(1 - a + a * t));
  byFloor.set(a, costs);
  return costs;
}

/** Limits what one poll can prove: fewer than `blipPolls` bad polls cannot decide, however bad they are. */
export const capped = (increments: readonly number[], cap: number): number[] =>
  increments.map((l) => Math.min(cap, l));
