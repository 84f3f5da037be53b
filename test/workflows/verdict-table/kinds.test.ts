import { counted, known } from '../../helpers/judging.js';
import { latencyCheck, memoryCheck, slower, using } from '../../helpers/readings.js';
import { said, verdictTable, type Row } from '../../helpers/verdict-table.js';
import type { InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import type { Check } from '../../../src/domain/judge/checks.js';

const green = 'rolled-out, proven: all checks are green';
const failed = 'rolled-back: the checks failed too much';

const checking =
  (...checks: Check[]): Row['plan'] =>
  (plan) => ({ ...plan, checks });

/** Three canary instances in site_1; one of them fails. */
const onePod = (site: string, errors: number): SiteReading => {
  const instance = (name: string, own: number): InstanceCounts => ({
    instance: name,
    requests: 167,
    errors: own,
  });
  return {
    site,
    kind: 'counts',
    canary: [instance('c1', 0), instance('c2', 0), instance('c3', site === 'site_1' ? errors : 0)],
    baseline: [instance('s1', 0), instance('s2', 0), instance('s3', 0)],
  };
};

const threshold: Check = {
  kind: 'threshold',
  name: 'error ratio',
  metric: 'error-ratio',
  quantile: 0.95,
  compare: 'baseline',
  max: 0.01,
  window: 60_000,
  minRequests: 20,
  breaches: 2,
  outOf: 3,
  required: true,
};

verdictTable([
  {
    title: 'latency: the canary is twice as slow: rolled back',
    plan: checking(latencyCheck),
    metrics: (site) => slower(site, 2),
    says: [
      said.starting,
      said.failing,
      said.lastLook,
      /^The checks for cart have failed too much[^]*\nMetric latency p95 in site_1 increased from 246 ms to 491 ms\n/,
      said.why,
      said.back,
      said.healed,
    ],
    why: [
      /^latency p95 in site_\d is worse: \d+ of \d+ requests slower than 250 ms \(2\d\.\d%\), beside it \d+ of \d+/,
    ],
    ends: failed,
  },
  {
    title: 'latency: the canary is as fast: rolled out',
    plan: checking(latencyCheck),
    metrics: (site) => slower(site, 1),
    says: [said.starting, said.green, said.why, said.out],
    why: [/^latency p95 in site_\d is no worse/],
    ends: green,
  },
  {
    title: 'memory: the canary leaks: rolled back',
    plan: checking(memoryCheck),
    metrics: (site, since) => using(site, site === 'site_2' ? 1 + since / 600_000 : 1),
    says: [
      said.starting,
      said.failing,
      said.lastLook,
      /^The checks for cart have failed too much[^]*\nMetric memory in site_2 increased from 100 MiB to 2\d\d MiB$/,
      said.why,
      said.back,
      said.healed,
    ],
    why: [/^memory in site_2 is worse; /, /^memory in site_\d is no worse; /],
    ends: failed,
  },
  {
    title: 'memory: the canary uses as much as the version beside it: rolled out',
    plan: checking(memoryCheck),
    metrics: (site) => using(site, 1),
    says: [said.starting, said.green, said.why, said.out],
    why: [/^memory in site_\d is no worse/],
    ends: green,
  },
  {
    title: 'one of three instances fails for a minute: it is named, and the version is not warned of',
    plan: (plan) => ({
      ...plan,
      judge: {
        ...plan.judge,
        calibration: Object.fromEntries(plan.sites.map(({ site }) => [site, { ...known(), live: true }])),
      },
    }),
    metrics: (site, since) => onePod(site, since > 205_000 && since < 265_000 ? 8 : 0),
    says: [
      said.starting,
      /^One instance in site_1 is far from the others: c3 \(canary\) has \d+ of the \d+ errors\. Look at that instance; /,
      said.extended,
      said.unproven,
      said.why,
      said.out,
    ],
    why: [
      /^error ratio in site_1 is not decided: 48 errors .* bad from over a million, .* dispersion (?:[2-9]|\d\d)\.\d\)/,
    ],
    ends: 'rolled-out: nothing bad was seen, but there was too little traffic to be sure',
  },
  {
    title: 'a threshold: beyond it at the deadline: rolled back, with no last look and no odds',
    plan: checking(threshold),
    metrics: (site, since) => counted(site, [site === 'site_2' && since > 205_000 ? 10 : 0, 500, 0, 500]),
    says: [said.starting, said.failing, said.failed, said.why, said.back, said.healed],
    why: [/^error ratio in site_2: .* beyond$/, /^error ratio in site_\d: .* within$/],
    ends: failed,
  },
  {
    title: 'a threshold: within it at the deadline: rolled out',
    plan: checking(threshold),
    metrics: (site) => counted(site, [4, 500, 0, 500]),
    says: [said.starting, said.green, said.why, said.out],
    why: [/^error ratio in site_\d: .* within$/],
    ends: green,
  },
]);
