import { startClock } from '../../../src/domain/judge/clock.js';
import { judge, type JudgeSettings, type JudgeState } from '../../../src/domain/judge/judge.js';
import { planJudge } from '../../../src/domain/judge/planning.js';
import { defaultTuning, type Tuning } from '../../../src/domain/judge/tuning.js';
import { siteNames } from '../scenario.js';
import { timing, type Method, type Run, type Setup, type Standing } from './method.js';

/** What differs between the judge's rows: its policy, and what a service may tune. */
export interface MerganserPolicy {
  readonly name: string;
  readonly rollback: 'at-deadline' | 'at-once';
  readonly catastrophe: 'roll-back' | 'wait';
  readonly tuning?: Partial<Tuning>;
}

/** Merganser as it is deployed: its judge, planned and polled as the activities do. */
export const merganser = (policy: MerganserPolicy): Method => ({
  name: policy.name,
  judges: () => true,
  start: (setup) => run(settingsOf(policy, setup)),
});

const analysis = {
  interval: timing.interval * 1000,
  duration: timing.deadline * timing.interval * 1000,
  maxDuration: timing.latest * timing.interval * 1000,
  prepareTimeout: 0,
};

function settingsOf({ rollback, catastrophe, tuning }: MerganserPolicy, setup: Setup): JudgeSettings {
  const { scenario, calibration } = setup;
  const planned = planJudge({
    tuning: { ...defaultTuning, ...tuning },
    calibration,
    weight: scenario.share(0),
    instances: scenario.baselineInstances,
    canaryInstances: scenario.canaryInstances,
    analysis,
    fixedDuration: true,
  });
  return {
    checks: scenario.checks,
    sites: siteNames(scenario).map((site) => ({ site, compared: true })),
    policy: { rollback, catastrophe, unproven: 'rollout', noData: 'hold' },
    ...planned,
    intervalsPerPoll: 1,
  };
}

function run(settings: JudgeSettings): Run {
  let clock = startClock(0, analysis);
  let state: JudgeState | undefined;
  let at = 0;
  return {
    poll(sites): Standing {
      at += analysis.interval;
      const judged = judge(settings, state, clock, { at, sites });
      ({ clock, state } = judged);
      const { kind } = judged.advice;
      return {
        bad: judged.streams.some((s) => s.evidence === 'bad') || kind === 'roll-back',
        good: judged.advice.kind === 'roll-out' && judged.advice.proven,
        rolledBack: kind === 'roll-back',
        ended: kind === 'roll-back' || kind === 'roll-out' || kind === 'ask',
      };
    },
  };
}
