import { amongInstances } from './dispersion.js';

/** One instance's errors and requests of one poll. */
export interface InstanceCount {
  readonly instance: string;
  readonly errors: number;
  readonly requests: number;
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
  return {
    requests: arm.requests + poll.reduce((sum, i) => sum + i.requests, 0),
    blocks: arm.blocks.map((blocks, i) => extend(blocks, poll, lengths[i] ?? 1)),
  };
}

function extend(blocks: Blocks, poll: readonly InstanceCount[], length: number): Blocks {
  if (length === 1) return { ...plus(blocks, amongPoll(poll)), polls: 0, open: {} };
  const open = { ...blocks.open };
  for (const { instance, errors, requests } of poll) {
    const [e, n] = open[instance] ?? [0, 0];
    open[instance] = [e + errors, n + requests];
  }
  if (blocks.polls + 1 < length) return { ...blocks, polls: blocks.polls + 1, open };
  return { ...plus(blocks, among(open)), polls: 0, open: {} };
}

const amongPoll = (poll: readonly InstanceCount[]): Sums =>
  amongInstances(
    poll.map((i) => i.errors),
    poll.map((i) => i.requests),
  );

const among = (block: Blocks['open']): Sums =>
  amongInstances(
    Object.values(block).map(([e]) => e),
    Object.values(block).map(([, n]) => n),
  );

/** To six decimals: a state is stored with every look. */
const kept = (x: number) => Math.round(x * 1e6) / 1e6;

const plus = (a: Sums, b: Sums): Sums => ({ num: kept(a.num + b.num), den: kept(a.den + b.den) });

/**
 * `phi_live`: how unevenly errors lie among the instances of an arm, the unfinished block included. A regression of the
 * version spreads over its instances and leaves it near 1; one bad instance inflates it. It only raises the threshold.
 * Over several sites, their sums.
 */
export function phiLive(sites: readonly LiveDispersion[], { prior } = usual): number {
  const [canary, baseline] = [sums(sites.map((s) => s.canary)), sums(sites.map((s) => s.baseline))];
  const requests = (arm: keyof LiveDispersion) => sites.reduce((n, s) => n + s[arm].requests, 0);
  const [nc, nb] = [requests('canary'), requests('baseline')];
  if (nc >= pooledFrom * (nc + nb)) {
    return largest(
      canary.map((c, i) => plus(c, baseline[i] ?? none)),
      prior,
    );
  }
  const q = (r * nc) / (r * nc + nb);
  return Math.max(1, (1 - q) * largest(canary, prior) + q * largest(baseline, prior));
}

const none: Sums = { num: 0, den: 0 };

/** By block length, over arms. */
function sums(arms: readonly ArmDispersion[]): Sums[] {
  const lengths = arms[0]?.blocks.map((_, i) => i) ?? [];
  return lengths.map((i) =>
    arms.map(({ blocks }) => (blocks[i] ? plus(blocks[i], among(blocks[i].open)) : none)).reduce(plus, none),
  );
}

const largest = (found: readonly Sums[], prior: number) =>
  Math.max(1, ...found.map(({ num, den }) => (num + prior) / (den + prior)));
