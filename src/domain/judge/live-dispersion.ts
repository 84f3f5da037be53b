import { amongInstances, type Counted } from './dispersion.js';

/** One instance's errors and requests of one poll. */
export interface InstanceCount extends Counted {
  readonly instance: string;
}

/** In how long blocks it is looked at, in polls, and how many blocks of independent requests it starts from. */
export interface LiveBlocks {
  readonly lengths: readonly number[];
  readonly prior: number;
}

const usual: LiveBlocks = { lengths: [1, 6], prior: 5 };

/** What an arm shows of its instances, by block length. Plain JSON. */
export interface ArmDispersion {
  readonly requests: number;
  readonly blocks: readonly Blocks[];
}

/** Sums over finished blocks, and the unfinished one: polls in it and, by instance, errors and requests. */
interface Blocks extends Sums {
  readonly polls: number;
  readonly open: Readonly<Record<string, readonly [errors: number, requests: number]>>;
}

interface Sums {
  readonly num: number;
  readonly den: number;
}

export interface LiveDispersion {
  readonly canary: ArmDispersion;
  readonly baseline: ArmDispersion;
}

/** Below this share of the requests the canary's few errors would drown in the baseline's, so each arm speaks for itself. */
const pooledFrom = 0.25;
const r = 1.25;

export function newLiveDispersion({ lengths } = usual): LiveDispersion {
  const arm = { requests: 0, blocks: lengths.map(() => ({ num: 0, den: 0, polls: 0, open: {} })) };
  return { canary: arm, baseline: arm };
}

/** Adds a poll of both arms, by instance. */
export const addPoll = (
  { canary, baseline }: LiveDispersion,
  poll: { readonly canary: readonly InstanceCount[]; readonly baseline: readonly InstanceCount[] },
  { lengths } = usual,
): LiveDispersion => ({
  canary: add(canary, poll.canary, lengths),
  baseline: add(baseline, poll.baseline, lengths),
});

function add(arm: ArmDispersion, poll: readonly InstanceCount[], lengths: readonly number[]): ArmDispersion {
  let { requests } = arm;
  for (const instance of poll) requests += instance.requests;
  return { requests, blocks: arm.blocks.map((blocks, i) => extend(blocks, poll, lengths[i] ?? 1)) };
}

function extend(blocks: Blocks, poll: readonly InstanceCount[], length: number): Blocks {
  if (length === 1) return closed(blocks, amongInstances(poll));
  const open = { ...blocks.open };
  for (const { instance, errors, requests } of poll) {
    const known = open[instance];
    open[instance] = known ? [known[0] + errors, known[1] + requests] : [errors, requests];
  }
  if (blocks.polls + 1 >= length) return closed(blocks, among(open));
  return { num: blocks.num, den: blocks.den, polls: blocks.polls + 1, open };
}

const closed = (blocks: Blocks, last: Sums): Blocks => ({
  num: blocks.num + last.num,
  den: blocks.den + last.den,
  polls: 0,
  open: {},
});

function among(open: Blocks['open']): Sums {
  const counts: Counted[] = [];
  for (const name in open) {
    const [errors, requests] = open[name] ?? [0, 0];
    counts.push({ errors, requests });
  }
  return amongInstances(counts);
}

const plus = (a: Sums, b: Sums): Sums => ({ num: a.num + b.num, den: a.den + b.den });

/**
 * `phi_live`: how unevenly errors lie among the instances of an arm, the unfinished block included. A regression of the
 * version spreads over its instances and leaves it near 1; one bad instance inflates it. It only raises the threshold.
 * Over several sites, their sums.
 */
export function phiLive(sites: readonly LiveDispersion[], { prior } = usual): number {
  const [canary, baseline] = [sums(sites, 'canary'), sums(sites, 'baseline')];
  const [nc, nb] = [canary.requests, baseline.requests];
  if (nc >= pooledFrom * (nc + nb)) {
    return largest(
      canary.blocks.map((c, i) => plus(c, baseline.blocks[i] ?? none)),
      prior,
    );
  }
  const q = (r * nc) / (r * nc + nb);
  return Math.max(1, (1 - q) * largest(canary.blocks, prior) + q * largest(baseline.blocks, prior));
}

const none: Sums = { num: 0, den: 0 };

/** An arm over all sites: requests, and by block length the sums with the unfinished block. */
function sums(sites: readonly LiveDispersion[], arm: keyof LiveDispersion) {
  let requests = 0;
  const blocks: Sums[] = [];
  for (const site of sites) {
    const here = site[arm];
    requests += here.requests;
    here.blocks.forEach((b, i) => {
      const all = b.polls > 0 ? plus(b, among(b.open)) : b;
      blocks[i] = plus(blocks[i] ?? none, all);
    });
  }
  return { requests, blocks };
}

function largest(found: readonly Sums[], prior: number): number {
  let most = 1;
  for (const { num, den } of found) most = Math.max(most, (num + prior) / (den + prior));
  return most;
}
