/** What dispersions start from: `prior.phi` counts as `prior.blocks` blocks, so little history gives no confidence. */
const prior = { phi: 1.5, blocks: 5 };
/** An upper bound on the mean of the blocks, one-sided 90%. */
const z = 1.28;
const blockLengths = [1, 6, 12];

/** Errors and requests of one arm, by poll. */
export interface ArmHistory {
  readonly errors: readonly number[];
  readonly requests: readonly number[];
}

/** The same of an arm's instances: first index the instance, second the poll. */
export interface InstanceHistory {
  readonly errors: readonly (readonly number[])[];
  readonly requests: readonly (readonly number[])[];
}

/** Deviation from what is expected, and the variance that independent requests would give it. */
interface Deviation {
  readonly d: number;
  readonly v: number;
}

/**
 * How much more the errors of a healthy fleet vary than those of independent requests would, from an A/A split of its past
 * into two arms of disjoint instances. `phiCond` is that of the comparison of the arms, `phiAbs` that of arm a by itself:
 * the largest over blocks of 1, 6 and 12 polls, since bursts last. Source: A/A calibration; quasi-likelihood
 * (Wedderburn 1974, McCullagh and Nelder 1989, chapter 4).
 */
export function dispersion(a: ArmHistory, b: ArmHistory): { phiCond: number; phiAbs: number } {
  const p = total(a.errors) / Math.max(1, total(a.requests));
  const conditional = comparison(a, b);
  const absolute = a.requests.map((n, k) => ({ d: (a.errors[k] ?? 0) - n * p, v: n * p * (1 - p) }));
  const largest = (polls: readonly Deviation[]) =>
    Math.max(...blockLengths.map((length) => phiOf(blocks(polls, length))));
  return { phiCond: largest(conditional), phiAbs: total(a.errors) === 0 ? prior.phi : largest(absolute) };
}

/** Arm a against its share of both arms' errors. Polls without requests in an arm say nothing. */
const comparison = (a: ArmHistory, b: ArmHistory): Deviation[] =>
  a.requests.map((na, k) => {
    const nb = b.requests[k] ?? 0;
    if (na === 0 || nb === 0) return { d: 0, v: 0 };
    const q = na / (na + nb);
    const errors = a.errors[k] ?? 0;
    const all = errors + (b.errors[k] ?? 0);
    return { d: errors - all * q, v: all * q * (1 - q) };
  });

/**
 * How much of the arms' dispersion is not seen between instances, and so has to be known beforehand:
 * `max(1, max_B phiCond,B / phiInst,B)`.
 */
export function phiBase(a: InstanceHistory, b: InstanceHistory): number {
  const polls = comparison(summed(a), summed(b));
  return Math.max(
    1,
    ...blockLengths.map((length) => phiOf(blocks(polls, length)) / betweenInstances([a, b], length)),
  );
}

/** `phiAbs` of the history, for a canary with other traffic: requests a second of both. */
export const scaledPhi = (phi: number, rate: number, historyRate: number): number =>
  historyRate > 0 ? 1 + ((phi - 1) * rate) / historyRate : phi;

function phiOf(found: readonly Deviation[]): number {
  let [n, squares, variance] = [0, 0, 0];
  for (const { d, v } of found) {
    if (v <= 0) continue;
    n += 1;
    squares += d * d;
    variance += v;
  }
  if (n < 2) return prior.phi;
  const m = squares / variance;
  let spread = 0;
  for (const { d, v } of found) if (v > 0) spread += (d * d - m * v) ** 2;
  const se = Math.sqrt((spread * n) / (n - 1)) / variance;
  return Math.max(1, (prior.blocks * prior.phi + n * (m + z * se)) / (prior.blocks + n));
}

/** Whole blocks of consecutive polls; an unfinished one at the end is left out. */
function blocks(polls: readonly Deviation[], length: number): Deviation[] {
  if (length === 1) return [...polls];
  return Array.from({ length: Math.floor(polls.length / length) }, (_, i) => {
    let [d, v] = [0, 0];
    for (let k = i * length; k < (i + 1) * length; k += 1) {
      d += polls[k]?.d ?? 0;
      v += polls[k]?.v ?? 0;
    }
    return { d, v };
  });
}

const instancePrior = 5;

function betweenInstances(arms: readonly InstanceHistory[], length: number): number {
  let [num, den] = [0, 0];
  for (const { errors, requests } of arms) {
    for (let from = 0; from + length <= (requests[0]?.length ?? 0); from += length) {
      const counts = errors.map((column, i) => ({
        errors: sumFrom(column, from, length),
        requests: sumFrom(requests[i] ?? [], from, length),
      }));
      const within = amongInstances(counts);
      num += within.num;
      den += within.den;
    }
  }
  return Math.max(1, (num + instancePrior) / (den + instancePrior));
}

function sumFrom(column: readonly number[], from: number, length: number): number {
  let sum = 0;
  for (let k = from; k < from + length; k += 1) sum += column[k] ?? 0;
  return sum;
}

/** What one instance showed. */
export interface Counted {
  readonly errors: number;
  readonly requests: number;
}

/**
 * How an arm's errors in a block lie among its instances, against how their requests do:
 * `num = sum_i (e_i - E n_i / N)^2`, `den = sum_i E (n_i / N) (1 - n_i / N)`. One instance or no errors: nothing.
 */
export function amongInstances(instances: readonly Counted[]): { num: number; den: number } {
  let [all, load] = [0, 0];
  for (const { errors, requests } of instances) {
    all += errors;
    load += requests;
  }
  if (instances.length < 2 || all === 0 || load === 0) return { num: 0, den: 0 };
  let [num, den] = [0, 0];
  for (const { errors, requests } of instances) {
    const share = requests / load;
    num += (errors - all * share) ** 2;
    den += all * share * (1 - share);
  }
  return { num, den };
}

/** An arm's instances together. */
export function summed({ errors, requests }: InstanceHistory): ArmHistory {
  const polls = requests[0]?.length ?? 0;
  const by = (columns: readonly (readonly number[])[]) => {
    const all = new Array<number>(polls).fill(0);
    for (const column of columns) for (let k = 0; k < polls; k += 1) all[k]! += column[k] ?? 0;
    return all;
  };
  return { errors: by(errors), requests: by(requests) };
}

function total(numbers: readonly number[]): number {
  let sum = 0;
  for (const x of numbers) sum += x;
  return sum;
}
