/** When a mixture puts its money on the table: `put` of it at poll n (from 0); the log of what is in the pocket after that. */
export interface Schedule {
  put(n: number): number;
  logLeft(n: number): number;
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
 * every `every` polls before the horizon. Without warm-up: 0.5 at once, and 0.5 spread. They sum to 1. Late starts keep
 * late onsets findable: a fortune that lost for ten minutes has nothing left to bet.
 */
export function startWeights(horizon: number, every: number, warm: number): Schedule {
  const key = `${horizon}/${every}/${warm}`;
  const known = schedules.get(key);
  if (known) return known;
  const schedule = scheduleOf(weights(horizon, every, warm));
  schedules.set(key, schedule);
  return schedule;
}

/** Every stream asks for the same few, at every poll. */
const schedules = new Map<string, Schedule>();

function weights(horizon: number, every: number, warm: number): number[] {
  const first = warm >= horizon ? 0 : warm;
  const restarts = Math.max(0, Math.ceil((horizon - first) / every) - 1);
  const early = first > 0 ? 0.1 : 0;
  const late = restarts > 0 ? 0.5 - early : 0;
  return Array.from({ length: horizon }, (_, n) => {
    if (n === first) return 1 - early - late;
    if (n < first) return n === 0 ? early : 0;
    return (n - first) % every === 0 ? late / restarts : 0;
  });
}

/** A schedule from its weights, which sum to at most 1. */
export function scheduleOf(weights: readonly number[]): Schedule {
  let sum = 0;
  const logLeft = weights.map((weight) => logRest((sum += weight)));
  const last = weights.length - 1;
  return { put: (n) => weights[n] ?? 0, logLeft: (n) => logLeft[Math.min(n, last)] ?? 0 };
}

const logRest = (spent: number) => (1 - spent <= rounding ? logOfNothing : Math.log(1 - spent));

/** All at its first poll. */
export const atOnce: Schedule = { put: (n) => (n === 0 ? 1 : 0), logLeft: () => logOfNothing };

export const newMixture = (alternatives: number): Mixture => ({
  n: 0,
  logs: new Array<number>(alternatives).fill(logOfNothing),
});

/**
 * One poll of a mixture: `A_j <- exp(l_j) (A_j + pi_k / J)` and `E_k = sum_j A_j + (1 - spent)`, in logs. Returns the
 * mixture and `ln E_k`. With increments whose exponentials expect at most 1, E is a supermartingale from 1, so
 * P(it ever reaches 1/alpha) <= alpha (Ville 1939). An increment counts for at most `cap`.
 */
export function stepMixture(
  { n, logs }: Mixture,
  schedule: Schedule,
  increments: readonly number[],
  cap = Infinity,
): { mixture: Mixture; logE: number } {
  const put = schedule.put(n);
  const logPut = Math.log(put / logs.length);
  const won = logs.slice();
  for (let j = 0; j < won.length; j += 1) {
    const log = won[j] ?? logOfNothing;
    won[j] = Math.min(cap, increments[j] ?? 0) + (put > 0 ? logAdd(log, logPut) : log);
  }
  return { mixture: { n: n + 1, logs: won }, logE: logSum(won, schedule.logLeft(n)) };
}

/** What is so much smaller, in logs, vanishes in the rounding of a sum. */
const negligible = 40;

/** `ln(exp a + exp b)`. */
function logAdd(a: number, b: number): number {
  const high = Math.max(a, b);
  const below = Math.abs(a - b);
  return below > negligible ? high : high + Math.log1p(Math.exp(-below));
}

/** `ln(sum exp x + exp more)`. */
export function logSum(logs: readonly number[], more = logOfNothing): number {
  let high = more;
  for (const x of logs) if (x > high) high = x;
  let sum = high - more > negligible ? 0 : Math.exp(more - high);
  for (const x of logs) if (high - x <= negligible) sum += Math.exp(x - high);
  return high + Math.log(sum);
}

/** `ln(mean exp x)`: evidence of several tests of one claim, each with an equal part of the stake. */
export const logMean = (logs: readonly number[]): number =>
  logs.length === 1 ? (logs[0] ?? 0) : logSum(logs) - Math.log(logs.length);
