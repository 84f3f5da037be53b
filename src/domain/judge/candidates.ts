import { keyOf, type Candidate, type SiteInput } from './candidate.js';
import type { GaugeCheck, LatencyCheck, StatisticalCheck } from './checks.js';
import { newGauge, stepGauge } from './gauge-stream.js';
import { newLatency, stepLatency, telling } from './latency-stream.js';
import type { Memory } from './stream-memory.js';
import { quantileMs } from './quantile.js';
import { ratios } from './ratio-candidates.js';
import type { StreamRules } from './rules.js';
import type { JudgeSettings } from './settings.js';
import { calibrationOf, type CheckRules } from './stream-rules.js';
import { newTally } from './tally.js';
import { totals, windowOf } from './window.js';

/** Moves all streams of a check on by one poll: one at each site, in the settings' order, and their pool. */
export function candidates(
  settings: JudgeSettings,
  check: StatisticalCheck,
  rules: CheckRules,
  memory: Memory,
  inputs: readonly SiteInput[],
): Candidate[] {
  const at = (i: number) => rules.sites[i] ?? rules.pool;
  switch (check.kind) {
    case 'ratio':
      return ratios(settings, check, rules, memory, inputs);
    case 'latency':
      return inputs.map((input, i) => latencyAt(settings, check, memory, input, at(i)));
    case 'gauge':
      return inputs.map((input, i) => gaugeAt(check, memory, input, at(i)));
  }
}

function latencyAt(
  settings: JudgeSettings,
  check: LatencyCheck,
  memory: Memory,
  { site, poll }: SiteInput,
  rules: StreamRules,
): Candidate {
  const key = keyOf(site, check.name);
  const watched = calibrationOf(settings, site).edges[check.name];
  const before = memory.latencies[key] ?? newLatency(rules, watched);
  const length = windowOf(settings.analysis.duration);
  const { state, advanced, unlike } = stepLatency(rules, check, before, poll, length);
  const { edge, tally } = telling(state);
  const { canary, baseline } = totals(state.window, state.edges);
  const [was, is] = [quantileMs(baseline, check.quantile), quantileMs(canary, check.quantile)];
  return {
    ...{ key, check, site, rules, advanced, pool: false, phiLive: 1 },
    ...{ catastrophe: false, suspected: false, tally },
    phi: Math.max(1, ...state.watched.map(({ phi }) => phi)),
    ...(edge !== undefined && { slowerThan: edge }),
    ...(unlike && { unlike }),
    figure: {
      ...{ check: check.name, site, unit: 'ms' },
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    },
    remembers: { kind: 'latency', state },
  };
}

function gaugeAt(
  check: GaugeCheck,
  memory: Memory,
  { site, poll }: SiteInput,
  rules: StreamRules,
): Candidate {
  const key = keyOf(site, check.name);
  const { state, advanced } = stepGauge(rules, check, memory.gauges[key] ?? newGauge(rules), poll);
  const [was, is] = state.shown ?? [];
  return {
    ...{ key, check, site, rules, advanced, pool: false, phiLive: 1 },
    ...{ phi: 1, catastrophe: false, suspected: false, tally: newTally },
    figure: {
      ...{ check: check.name, site, unit: check.metric === 'memory' ? 'bytes' : 'cores' },
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    },
    remembers: { kind: 'gauge', state },
  };
}
