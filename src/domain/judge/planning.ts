import type { Analysis } from '../plan.js';
import { severalOf, type Calibration } from './calibration.js';
import type { JudgePlan } from './settings.js';
import { secondsToGood } from './time-to-decide.js';
import type { Tuning } from './tuning.js';

/** What a deployment is planned from. */
export interface Plannable {
  readonly tuning: Tuning;
  readonly calibration: Calibration;
  readonly weight: number;
  readonly instances: number;
  readonly canaryInstances: number;
  readonly analysis: Analysis;
  /** Somebody said how long the analysis lasts. */
  readonly fixedDuration: boolean;
  /** In ms: what is configured at most, or what the platform allows. */
  readonly mostDuration?: number;
}

const minute = 60_000;
const [shortest, longest] = [10 * minute, 60 * minute];

/**
 * How a deployment is judged, and for how long: as configured, else as long as the traffic takes to prove a healthy canary,
 * with a third on top, within 10 to 60 minutes and never longer than `mostDuration`. Where even 60 minutes could not, a person is asked.
 */
export function planJudge(given: Plannable): { judge: JudgePlan; analysis: Analysis } {
  const { tuning, calibration, weight, analysis, fixedDuration, mostDuration: most = Infinity } = given;
  const single = !severalOf(given);
  const seconds = expected(calibration, weight, tuning);
  const judge: JudgePlan = {
    ...{ tuning, calibration, weight, single },
    ...(seconds !== undefined && { secondsToGood: seconds }),
  };
  if (fixedDuration || seconds === undefined) return { judge, analysis };
  const duration = Math.min(most, longest, Math.max(shortest, 1_300 * (seconds ?? Infinity)));
  const maxDuration = Math.min(most, Math.max(analysis.maxDuration, 2 * duration));
  const planned = { ...analysis, duration, maxDuration };
  const hopeless = seconds === null || seconds * 1_000 > longest;
  if (!hopeless) return { judge, analysis: planned };
  const undecidable =
    'there is too little traffic to decide within an hour; give it an analysis.duration to wait as long as you like';
  return { judge: { ...judge, undecidable }, analysis: planned };
}

/** Seconds to good at all sites together; undefined where the traffic is not known, null where it is never reached. */
function expected(calibration: Calibration, weight: number, tuning: Tuning): number | null | undefined {
  const sites = Object.values(calibration);
  const rate = sites.reduce((sum, site) => sum + site.rate, 0);
  if (weight >= 1 || (rate === 0 && !sites.some((site) => site.guessed === undefined))) return undefined;
  if (rate === 0) return null;
  const baselineRatio = sites.reduce((sum, site) => sum + site.historyRatio * site.rate, 0) / rate;
  const phi = Math.max(...sites.map((site) => site.phis.abs));
  return secondsToGood({ baselineRatio, canaryRate: rate * weight, share: weight }, phi, tuning.warmUp);
}
