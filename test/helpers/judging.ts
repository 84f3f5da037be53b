import { startClock } from '../../src/domain/judge/clock.js';
import { judge, type JudgeSettings, type JudgeState, type Judgement } from '../../src/domain/judge/judge.js';
import type { SiteCalibration } from '../../src/domain/judge/calibration.js';
import type { Check } from '../../src/domain/judge/checks.js';
import type { SiteReading } from '../../src/domain/judge/reading.js';
import { defaultTuning } from '../../src/domain/judge/tuning.js';

const start = Date.parse('2026-11-23T13:00:00Z');

/** The check that a service has by default. */
export const errorRatio: Check = {
  kind: 'ratio',
  name: 'error ratio',
  metric: 'error-ratio',
  allowed: 1.25,
  floor: 0.001,
  required: true,
};

/** A site with a full history of independent errors. */
export const known = (rate = 50): SiteCalibration => ({
  day: true,
  historyRatio: 0.001,
  rate: 2 * rate,
  phis: { rel: 1.2, abs: 1.2 },
  live: false,
  edges: {},
});

/** Ten minutes, a poll every 5 s, one error ratio. */
export const judging = (sites: readonly string[], more: Partial<JudgeSettings> = {}): JudgeSettings => ({
  checks: [errorRatio],
  sites: sites.map((site) => ({ site, compared: true })),
  policy: { rollback: 'at-deadline', catastrophe: 'roll-back', unproven: 'rollout', noData: 'hold' },
  analysis: { duration: 600_000, maxDuration: 1_200_000, interval: 5_000 },
  judge: {
    tuning: defaultTuning,
    calibration: Object.fromEntries(sites.map((site) => [site, known()])),
    weight: 0.5,
    single: false,
  },
  intervalsPerPoll: 1,
  ...more,
});

/** Counts of one poll at a site. */
export const counted = (
  site: string,
  [ec, nc, eb, nb]: readonly [number, number, number, number],
): SiteReading => ({
  site,
  kind: 'counts',
  canary: [{ instance: 'c1', requests: nc, errors: ec }],
  baseline: [{ instance: 's1', requests: nb, errors: eb }],
});

const asJson = (state: JudgeState) => JSON.parse(JSON.stringify(state)) as JudgeState;

/** Judges poll by poll, `at` ms after the start, until a verdict or the last poll; each state travels as JSON, as between two looks. */
export function follow(
  settings: JudgeSettings,
  readings: (k: number) => readonly SiteReading[],
  polls: number,
  at = (k: number) => k * settings.analysis.interval,
  travel = asJson,
): Judgement[] {
  const judged: Judgement[] = [];
  let clock = startClock(start, settings.analysis);
  let state: JudgeState | undefined;
  for (let k = 1; k <= polls; k += 1) {
    const judgement = judge(settings, state, clock, { at: start + at(k), sites: readings(k) });
    judged.push(judgement);
    state = travel(judgement.state);
    clock = judgement.clock;
    if (['roll-back', 'roll-out', 'ask'].includes(judgement.advice.kind)) break;
  }
  return judged;
}

/** What changed, and at which poll: `60 warn`, `123 roll-back`; notices by their kind. */
export const story = (judged: readonly Judgement[]): string[] =>
  judged.flatMap(({ advice, notices }, i) => [
    ...notices.map((notice) => `${i + 1} ${notice.kind}`),
    ...(advice.kind === 'continue' ? [] : [`${i + 1} ${advice.kind}${proof(advice)}`]),
  ]);

const proof = (advice: Judgement['advice']) =>
  advice.kind === 'roll-out' ? (advice.proven ? ' proven' : ' unproven') : '';
