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

/**
 * `phi_live`: how unevenly errors lie among the instances of an arm, the unfinished block included. A regression of the
 * version spreads over its instances and leaves it near 1; one bad instance inflates it. It only raises the threshold.
 * Over several sites, their sums.
 */
export function phiLive(sites: readonly LiveDispersion[], { lengths, prior } = usual): number {
  const nc = requestsOf(sites, 'canary');
  const nb = requestsOf(sites, 'baseline');
  const largest = (...arms: readonly Arm[]) =>
    lengths.reduce((most, _, i) => {
      const [num, den] = sumsAt(sites, arms, i);
      return Math.max(most, (num + prior) / (den + prior));
    }, 1);
  if (nc >= pooledFrom * (nc + nb)) return largest('canary', 'baseline');
  const q = (r * nc) / (r * nc + nb);
  return Math.max(1, (1 - q) * largest('canary') + q * largest('baseline'));
}

type Arm = keyof LiveDispersion;

/** `num` and `den` of some arms at all sites, over blocks of one length, with the unfinished one. */
function sumsAt(
  sites: readonly LiveDispersion[],
  arms: readonly Arm[],
  i: number,
): [num: number, den: number] {
  let [num, den] = [0, 0];
  for (const site of sites) {
    for (const arm of arms) {
      const block = site[arm].blocks[i];
      const open = block && block.polls > 0 ? among(block.open) : undefined;
      num += (block?.num ?? 0) + (open?.num ?? 0);
      den += (block?.den ?? 0) + (open?.den ?? 0);
    }
  }
  return [num, den];
}

function requestsOf(sites: readonly LiveDispersion[], arm: Arm): number {
  let requests = 0;
  for (const site of sites) requests += site[arm].requests;
  return requests;
}
