import type { Figure } from '../announcements/announcement.js';
import { guess } from './calibration.js';
import type { GaugeCheck, LatencyCheck, RatioCheck, StatisticalCheck } from './checks.js';
import { gaugeRules, newGauge, stepGauge, type GaugeState } from './gauge-stream.js';
import { latencyRules, newLatency, stepLatency, type LatencyState } from './latency-stream.js';
import { phiLive } from './live-dispersion.js';
import { pooled } from './pooling.js';
import { quantileMs } from './quantile.js';
import { newRatio, stepRatio, type RatioState, type RatioStep } from './ratio-stream.js';
import { addToTally, newTally, type Tally, type SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import type { JudgeSettings } from './settings.js';
import { advance, newStream, type Advanced, type StreamFinding, type StreamState } from './stream.js';
import { rulesFor } from './tuning.js';
import { poolWeight, shares, weightOf } from './weights.js';
import { totals } from './window.js';

/** A pool remembers its evidence, and what explains it: a site that recovered has forgotten what the pool has not. */
export interface PoolState {
  readonly stream: StreamState;
  readonly tally: Tally;
}

/** What statistical streams remember, each kind by key. */
export interface Memory {
  readonly ratios: Readonly<Record<string, RatioState>>;
  readonly pools: Readonly<Record<string, PoolState>>;
  readonly latencies: Readonly<Record<string, LatencyState>>;
  readonly gauges: Readonly<Record<string, GaugeState>>;
}

/** What a stream remembers beside its evidence, which is concluded later. */
type Remembered =
  | { readonly kind: 'ratio'; readonly state: RatioState }
  | { readonly kind: 'pool'; readonly tally: Tally }
  | { readonly kind: 'latency'; readonly state: LatencyState }
  | { readonly kind: 'gauge'; readonly state: GaugeState };

export const newMemory: Memory = { ratios: {}, pools: {}, latencies: {}, gauges: {} };

/** A stream in mid-poll: its evidence moved on, not yet concluded. */
export interface Candidate {
  readonly key: string;
  readonly check: StatisticalCheck;
  /** `all sites` for a pool. */
  readonly site: string;
  readonly pool: boolean;
  readonly weight: number;
  readonly rules: StreamRules;
  readonly advanced: Advanced;
  /** By how much what happens between instances raises the threshold. */
  readonly phiLive: number;
  readonly phi: number;
  readonly catastrophe: boolean;
  readonly figure: Figure;
  readonly tally: Tally;
  readonly remembers: Remembered;
}

export const allSites = 'all sites';
export const keyOf = (site: string, check: string): string => `${site}/${check}`;

/** A site's part of a poll; `poll` is absent where it could not be read. */
export interface SiteInput {
  readonly site: string;
  readonly poll?: SitePoll;
}

/** Moves all streams of a check on by one poll: one at each site, and their pool. */
export function candidates(
  settings: JudgeSettings,
  check: StatisticalCheck,
  memory: Memory,
  inputs: readonly SiteInput[],
): Candidate[] {
  const own = inputs.map((input, i) => ({ ...input, rules: rulesAt(settings, check, i) }));
  switch (check.kind) {
    case 'ratio':
      return ratios(settings, check, memory, own);
    case 'latency':
      return own.map((input) => latencyAt(settings, check, memory, input));
    case 'gauge':
      return own.map((input) => gaugeAt(check, memory, input));
  }
}

interface Ruled extends SiteInput {
  readonly rules: StreamRules;
}

const calibrationOf = ({ judge }: JudgeSettings, site: string) =>
  judge.calibration[site] ?? guess('the history was not asked for');

/** The rules of a check at the site with this index; of its pool without one. */
function rulesAt(settings: JudgeSettings, check: StatisticalCheck, index?: number): StreamRules {
  const { sites, judge, analysis, policy, checks } = settings;
  const known = sites.map(({ site }) => calibrationOf(settings, site));
  const share = shares(known.map((c) => c.rate));
  const here = index === undefined ? known : known.slice(index, index + 1);
  const weight =
    index === undefined
      ? poolWeight(check, checks)
      : weightOf(check, checks, sites.length, share[index] ?? 0);
  const rules = rulesFor(
    judge.tuning,
    {
      ...analysis,
      atOnce: policy.rollback === 'at-once',
      day: here.every((c) => c.day),
      canaryRate: here.reduce((sum, c) => sum + c.rate, 0) * judge.weight,
      single: judge.single,
    },
    weight,
  );
  if (check.kind !== 'ratio') return check.kind === 'latency' ? latencyRules(rules) : gaugeRules(rules);
  return { ...rules, worse: { r: check.allowed, a: check.floor } };
}

const windowOf = ({ analysis: { duration } }: JudgeSettings) =>
  Math.min(duration, Math.min(120_000, Math.max(15_000, duration / 4)));

function ratios(
  settings: JudgeSettings,
  check: RatioCheck,
  memory: Memory,
  inputs: readonly Ruled[],
): Candidate[] {
  const steps = inputs.map(({ site, poll, rules }) => {
    const key = keyOf(site, check.name);
    const calibration = calibrationOf(settings, site);
    const before = memory.ratios[key] ?? newRatio(rules);
    const step = stepRatio(rules, calibration, before, poll, windowOf(settings));
    return { key, site, rules, step, phi: calibration.phis.rel, live: calibration.live };
  });
  const own = steps.map(({ key, site, rules, step, phi }): Candidate => {
    const { canary, baseline } = totals(step.state.window, []);
    const figure = ratioFigure(check, site, canary, baseline);
    return {
      ...{ key, check, site, rules, phi, figure, pool: false, weight: rules.weight },
      ...{ advanced: step.advanced, phiLive: step.phiLive, catastrophe: step.catastrophe },
      tally: step.state.tally,
      remembers: { kind: 'ratio', state: step.state },
    };
  });
  return own.length > 1 ? [...own, poolOf(settings, check, memory, inputs, steps)] : own;
}

function poolOf(
  settings: JudgeSettings,
  check: RatioCheck,
  memory: Memory,
  inputs: readonly Ruled[],
  steps: readonly { readonly step: RatioStep; readonly phi: number; readonly live: boolean }[],
): Candidate {
  const rules = rulesAt(settings, check);
  const key = keyOf('*', check.name);
  const before = memory.pools[key]?.stream ?? newStream(rules, 1, true, 2);
  const polled = steps.flatMap(({ step }) => step.counts ?? []);
  const tally = polled.reduce(addToTally, memory.pools[key]?.tally ?? newTally);
  const read = inputs.some((input) => input.poll !== undefined);
  const windows = steps.flatMap(({ step }) => step.state.window);
  const { canary, baseline } = totals(windows, []);
  return {
    ...{ key, check, site: allSites, rules, pool: true, weight: rules.weight },
    advanced: advance(rules, before, pooled(steps.map(({ step }) => step.increments)), read),
    phiLive: steps.every((s) => s.live) ? phiLive(steps.map(({ step }) => step.state.live)) : 1,
    phi: Math.max(...steps.map((s) => s.phi)),
    catastrophe: false,
    figure: ratioFigure(check, allSites, canary, baseline),
    tally,
    remembers: { kind: 'pool', tally },
  };
}

interface Counted {
  readonly requests: number;
  readonly errors: number;
}

function ratioFigure(check: RatioCheck, site: string, canary: Counted, baseline: Counted): Figure {
  return {
    ...{ check: check.name, site, unit: 'ratio' },
    ...(baseline.requests > 0 && { before: baseline.errors / baseline.requests }),
    ...(canary.requests > 0 && { after: canary.errors / canary.requests }),
  };
}

function latencyAt(
  settings: JudgeSettings,
  check: LatencyCheck,
  memory: Memory,
  { site, poll, rules }: Ruled,
): Candidate {
  const key = keyOf(site, check.name);
  const watched = calibrationOf(settings, site).edges[check.name];
  const before = memory.latencies[key] ?? newLatency(rules, watched);
  const { state, advanced } = stepLatency(rules, check, before, poll, windowOf(settings));
  const { canary, baseline } = totals(state.window, state.edges);
  const [was, is] = [quantileMs(baseline, check.quantile), quantileMs(canary, check.quantile)];
  return {
    ...{ key, check, site, rules, advanced, pool: false, weight: rules.weight },
    ...{
      phiLive: 1,
      phi: Math.max(1, ...state.watched.map((edge) => edge.phi)),
      catastrophe: false,
      tally: newTally,
    },
    figure: {
      ...{ check: check.name, site, unit: 'ms' },
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    },
    remembers: { kind: 'latency', state },
  };
}

function gaugeAt(check: GaugeCheck, memory: Memory, { site, poll, rules }: Ruled): Candidate {
  const key = keyOf(site, check.name);
  const { state, advanced } = stepGauge(rules, check, memory.gauges[key] ?? newGauge(rules), poll);
  const [was, is] = state.shown ?? [];
  return {
    ...{ key, check, site, rules, advanced, pool: false, weight: rules.weight },
    ...{ phiLive: 1, phi: 1, catastrophe: false, tally: newTally },
    figure: {
      ...{ check: check.name, site, unit: check.metric === 'memory' ? 'bytes' : 'cores' },
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    },
    remembers: { kind: 'gauge', state },
  };
}

/** What was recovered from is not counted any more: neither in the evidence nor in what explains it. */
const kept = (tally: Tally, { recovered }: StreamFinding) => (recovered ? newTally : tally);

/** The memory of the next poll. */
export function remember(
  streams: readonly {
    readonly candidate: Candidate;
    readonly state: StreamState;
    readonly finding: StreamFinding;
  }[],
): Memory {
  const next = {
    ratios: {} as Record<string, RatioState>,
    pools: {} as Record<string, PoolState>,
    latencies: {} as Record<string, LatencyState>,
    gauges: {} as Record<string, GaugeState>,
  };
  for (const { candidate, state: stream, finding } of streams) {
    const { key, remembers } = candidate;
    if (remembers.kind === 'ratio') {
      next.ratios[key] = { ...remembers.state, tally: kept(remembers.state.tally, finding), stream };
    } else if (remembers.kind === 'pool') {
      next.pools[key] = { stream, tally: kept(remembers.tally, finding) };
    } else if (remembers.kind === 'latency') next.latencies[key] = { ...remembers.state, stream };
    else next.gauges[key] = { ...remembers.state, stream };
  }
  return next;
}
