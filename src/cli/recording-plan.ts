import { z } from 'zod';
import { guess } from '../domain/judge/calibration.js';
import type { InstanceCounts } from '../domain/judge/reading.js';
import type { RecordedDeployment, RecordedPoll } from '../domain/judge/recording.js';
import { builtIn } from '../config/settle.js';

type Plan = RecordedDeployment['plan'];

const share = z.number().min(0).max(1);
const ms = z.number().positive();
const named = { name: z.string(), required: z.boolean() };

const threshold = z.object({
  ...named,
  kind: z.literal('threshold'),
  metric: z.enum(['error-ratio', 'latency']),
  quantile: share,
  compare: z.enum(['baseline', 'none']),
  max: z.number().optional(),
  min: z.number().optional(),
  window: ms,
  minRequests: z.int().min(0),
  breaches: z.int().min(1),
  outOf: z.int().min(1),
});

const check = z.discriminatedUnion('kind', [
  z.object({
    ...named,
    kind: z.literal('ratio'),
    metric: z.literal('error-ratio'),
    allowed: z.number().min(1),
    floor: share,
  }),
  z.object({
    ...named,
    kind: z.literal('latency'),
    metric: z.literal('latency'),
    tolerance: share,
    quantile: share,
  }),
  z.object({ ...named, kind: z.literal('gauge'), metric: z.enum(['memory', 'cpu']), tolerance: share }),
  threshold,
]);

const edge = z.object({ edge: z.number(), worse: z.number(), notWorse: z.number(), phi: ms });

const siteCalibration = z.object({
  guessed: z.string().optional(),
  day: z.boolean(),
  historyRatio: share,
  rate: z.number().min(0),
  phis: z.object({ rel: ms, abs: ms }),
  live: z.boolean(),
  edges: z.record(z.string(), z.array(edge)),
});

/** What a deployment was judged by, as its plan has it. */
export const recordedPlan: z.ZodType<Plan> = z.object({
  analysis: z.object({ duration: ms, maxDuration: ms, interval: ms }),
  checks: z.array(check).min(1),
  policy: z.object({
    merges: z.enum(['coalesce', 'queue', 'supersede']),
    rollback: z.enum(['at-deadline', 'at-once']),
    catastrophe: z.enum(['roll-back', 'wait']),
    unproven: z.enum(['rollout', 'rollback', 'hold']),
    noData: z.enum(['hold', 'rollback']),
    holdFor: ms,
    // Not in what was recorded before there was one.
    quarantine: z.enum(['hold', 'deploy-with-warning']).default('hold'),
  }),
  judge: z.object({
    tuning: z.object({
      warmUp: z.number().min(0),
      blip: ms.optional(),
      quiet: ms,
      restartEvery: ms,
      alpha: z.number().gt(0).lt(1).optional(),
    }),
    calibration: z.record(z.string(), siteCalibration),
    weight: share,
    single: z.boolean(),
    secondsToGood: z.number().nullable().optional(),
    undecidable: z.string().optional(),
  }),
});

/** For counts that were recorded elsewhere: what Merganser does unless it is told otherwise, at the pace of the recording. */
export function builtInPlan(
  startedAt: number,
  sites: readonly string[],
  polls: readonly RecordedPoll[],
): Plan {
  const { analysis, checks, policy, tuning } = builtIn;
  const times = [startedAt, ...polls.map(({ at }) => Date.parse(at))];
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
  const interval = Math.max(1, gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? analysis.interval);
  const arms = armsIn(polls);
  const calibration = Object.fromEntries(
    sites.map((site) => [site, guess('a recording has no history', !arms.single)] as const),
  );
  return {
    analysis: { ...analysis, interval },
    ...{ checks, policy },
    judge: { tuning, calibration, ...arms },
  };
}

/** The canary's share of the requests, and whether an arm has one instance. */
function armsIn(polls: readonly RecordedPoll[]): { weight: number; single: boolean } {
  const readings = polls.flatMap(({ sites }) => sites.filter((reading) => reading.kind === 'counts'));
  const requests = (arm: readonly InstanceCounts[]) => arm.reduce((sum, { requests: n }) => sum + n, 0);
  const canary = readings.reduce((sum, reading) => sum + requests(reading.canary), 0);
  const baseline = readings.reduce((sum, reading) => sum + requests(reading.baseline), 0);
  return {
    weight: canary / Math.max(1, canary + baseline),
    single: readings.some((reading) => Math.min(reading.canary.length, reading.baseline.length) < 2),
  };
}
