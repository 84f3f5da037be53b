import type { Figure } from '../announcements/announcement.js';
import { allSites, keyOf, type Candidate, type SiteInput } from './candidate.js';
import type { RatioCheck } from './checks.js';
import { phiLive } from './live-dispersion.js';
import type { Memory } from './stream-memory.js';
import { pooled } from './pooling.js';
import { newRatio, stepRatio, type RatioStep } from './ratio-stream.js';
import type { StreamRules } from './rules.js';
import type { JudgeSettings } from './settings.js';
import { calibrationOf, type CheckRules } from './stream-rules.js';
import { advance, newStream } from './stream.js';
import { addToTally, newTally } from './tally.js';
import { totals, windowOf } from './window.js';

interface Stepped {
  readonly step: RatioStep;
  readonly phi: number;
  readonly live: boolean;
}

/** Moves an error ratio on by a poll: at each site, and all sites together where there are several. */
export function ratios(
  settings: JudgeSettings,
  check: RatioCheck,
  rules: CheckRules,
  memory: Memory,
  inputs: readonly SiteInput[],
): Candidate[] {
  const length = windowOf(settings.analysis.duration);
  const steps: Stepped[] = [];
  const own = inputs.map(({ site, poll }, i): Candidate => {
    const key = keyOf(site, check.name);
    const calibration = calibrationOf(settings, site);
    const here = rules.sites[i] ?? rules.pool;
    const step = stepRatio(here, calibration, memory.ratios[key] ?? newRatio(here), poll, length);
    steps.push({ step, phi: calibration.phis.rel, live: calibration.live });
    return atSite(check, site, key, here, step, calibration.phis.rel);
  });
  if (own.length < 2) return own;
  const read = inputs.some((input) => input.poll !== undefined);
  return [...own, poolOf(check, rules.pool, memory, steps, read)];
}

function atSite(
  check: RatioCheck,
  site: string,
  key: string,
  rules: StreamRules,
  { state, advanced, phiLive: raise, catastrophe }: RatioStep,
  phi: number,
): Candidate {
  const { canary, baseline } = totals(state.window, []);
  return {
    key,
    check,
    site,
    pool: false,
    rules,
    advanced,
    phiLive: raise,
    phi,
    catastrophe: catastrophe.fires,
    suspected: catastrophe.suspected,
    figure: figureOf(check, site, canary, baseline),
    tally: state.tally,
    remembers: { kind: 'ratio', state },
  };
}

function poolOf(
  check: RatioCheck,
  rules: StreamRules,
  memory: Memory,
  steps: readonly Stepped[],
  read: boolean,
): Candidate {
  const key = keyOf('*', check.name);
  const before = memory.pools[key]?.stream ?? newStream(rules, 1, true, 2);
  const polled = steps.flatMap(({ step }) => step.counts ?? []);
  const tally = polled.reduce(addToTally, memory.pools[key]?.tally ?? newTally);
  const windows = steps.flatMap(({ step }) => step.state.window);
  const { canary, baseline } = totals(windows, []);
  return {
    key,
    check,
    site: allSites,
    pool: true,
    rules,
    advanced: advance(rules, before, pooled(steps.map(({ step }) => step.increments)), read),
    phiLive: steps.every((s) => s.live) ? phiLive(steps.map(({ step }) => step.state.live)) : 1,
    phi: steps.reduce((most, { phi }) => Math.max(most, phi), 1),
    catastrophe: false,
    suspected: false,
    figure: figureOf(check, allSites, canary, baseline),
    tally,
    remembers: { kind: 'pool', tally },
  };
}

interface Counted {
  readonly requests: number;
  readonly errors: number;
}

function figureOf({ name }: RatioCheck, site: string, canary: Counted, baseline: Counted): Figure {
  return {
    check: name,
    site,
    unit: 'ratio',
    ...(baseline.requests > 0 && { before: baseline.errors / baseline.requests }),
    ...(canary.requests > 0 && { after: canary.errors / canary.requests }),
  };
}
