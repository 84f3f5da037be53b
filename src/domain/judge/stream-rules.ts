import { guess, type SiteCalibration } from './calibration.js';
import type { Check, StatisticalCheck } from './checks.js';
import { gaugeRules } from './gauge-stream.js';
import { latencyRules } from './latency-stream.js';
import { once } from './compute-once.js';
import type { StreamRules } from './rules.js';
import type { JudgeSettings } from './settings.js';
import { rulesFor } from './tuning.js';
import { poolWeight, shares, weightOf } from './weights.js';

/** The rules of a check's streams: at each site, in the settings' order, and of its pool. */
export interface CheckRules {
  readonly sites: readonly StreamRules[];
  readonly pool: StreamRules;
}

const isStatistical = (check: Check): check is StatisticalCheck => check.kind !== 'threshold';

export const calibrationOf = ({ judge }: JudgeSettings, site: string): SiteCalibration =>
  judge.calibration[site] ?? guess('the history was not asked for', !judge.single);

/** The rules of all checks that decide on evidence, in the settings' order. */
export const rulesOf = once((settings: JudgeSettings) => {
  const known = settings.sites.map(({ site }) => calibrationOf(settings, site));
  const share = shares(known.map((c) => c.rate));
  const { checks } = settings;
  return checks.filter(isStatistical).map((check): { check: StatisticalCheck; rules: CheckRules } => {
    const rules = {
      sites: known.map((here, i) =>
        rulesAt(settings, check, [here], weightOf(check, checks, known.length, share[i] ?? 0)),
      ),
      pool: rulesAt(settings, check, known, poolWeight(check, checks)),
    };
    return { check, rules };
  });
});

function rulesAt(
  { judge, analysis, policy }: JudgeSettings,
  check: StatisticalCheck,
  here: readonly SiteCalibration[],
  weight: number,
): StreamRules {
  const circumstances = {
    ...analysis,
    atOnce: policy.rollback === 'at-once',
    day: here.every((c) => c.day),
    canaryRate: here.reduce((sum, c) => sum + c.rate, 0) * judge.weight,
    single: judge.single,
  };
  const rules = rulesFor(judge.tuning, circumstances, weight);
  if (check.kind === 'ratio') return { ...rules, worse: { r: check.allowed, a: check.floor } };
  return check.kind === 'latency' ? latencyRules(rules) : gaugeRules(rules);
}
