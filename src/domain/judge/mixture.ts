/**
 * When a mixture puts its money on the table: `pi[k]` of it at poll k (from 0), `left[k]` is still in the pocket after
 * that. Past the end nothing more is put.
 */
export interface Schedule {
  readonly pi: readonly number[];
  readonly left: readonly number[];
}

/** A mixture over alternatives and starts, between polls: polls since its start, and the log of what each alternative won. */
export interface Mixture {
  readonly n: number;
  readonly logs: readonly number[];
}

/** The log of nothing. Finite, since a state is JSON, which has no infinity. */
const logOfNothing = -1e200;

const rounding = 1e-12;

/**
 * Start weights over a horizon, in polls: 0.1 at the first poll, 0.5 at the first after warm-up, 0.4 spread over a start
 * every `every` polls until the horizon. Without warm-up: 0.5 at once. Late starts keep late onsets findable: a fortune
 * that lost for ten minutes has nothing left to bet.
 */
export function startWeights(horizon: number, every: number, warm: number): Schedule {
  const first = warm >= horizon ? 0 : warm;
  const pi = new Array<number>(horizon).fill(0);
  const restarts: number[] = [];
  for (let k = first + every; k < horizon; k += every) restarts.push(k);
  const early = first > 0 ? 0.1 : 0;
  if (early > 0) pi[0] = early;
  const late = restarts.length > 0 ? 0.4 + (first > 0 ? 0 : 0.1) : 0;
  pi[first] = 1 - early - late;
  for (const k of restarts) pi[k] = late / restarts.length;
  return schedule(pi);
}

/** A schedule from its weights, which sum to at most 1. */
export function schedule(pi: readonly number[]): Schedule {
  let spent = 0;
  const left = pi.map((weight) => {
    spent += weight;
    return 1 - spent <= rounding ? 0 : 1 - spent;
  });
  return { pi, left };
}

/** All at its first poll. */
export const atOnce: Schedule = schedule([1]);

export const newMixture = (alternatives: number): Mixture => ({
  n: 0,
  logs: new Array<number>(alternatives).fill(logOfNothing),
});

/**
 * One poll of a mixture: `A_j <- exp(l_j) (A_j + pi_k / J)` and `E_k = sum_j A_j + (1 - spent)`, in logs. Returns the
 * mixture and `ln E_k`. With increments whose exponentials expect at most 1, E is a supermartingale from 1, so
 * P(it ever reaches 1/alpha) <= alpha (Ville 1939).
 */
export function stepMixture(
  { n, logs }: Mixture,
  { pi, left }: Schedule,
  increments: readonly number[],
): { mixture: Mixture; logE: number } {
  const put = pi[n] ?? 0;
  const logPut = put > 0 ? Math.log(put / logs.length) : logOfNothing;
  const won = increments.map((l, j) => l + logAdd(logs[j] ?? logOfNothing, logPut));
  const rest = left[Math.min(n, left.length - 1)] ?? 0;
  return { mixture: { n: n + 1, logs: won }, logE: logSum(won, rest > 0 ? Math.log(rest) : logOfNothing) };
}

/** `ln(exp a + exp b)`. */
export function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return high - low > 40 ? high : high + Math.log1p(Math.exp(low - high));
}

/** `ln(sum exp x + exp more)`. */
export function logSum(logs: readonly number[], more = logOfNothing): number {
  let high = more;
  for (const x of logs) if (x > high) high = x;
  let sum = Math.exp(more - high);
  for (const x of logs) sum += Math.exp(x - high);
  return high + Math.log(sum);
}
