import type { Clock } from './clock.js';
import type { Notice, StreamEvidence } from './evidence.js';
import type { ArmDispersion } from './live-dispersion.js';
import type { JudgeSettings } from './settings.js';
import type { Concluded } from './statistics.js';

/** What is said of a deployment before anything was seen: where the judge had to guess, and how long it will take. */
export function noticesOfStart({ checks, judge }: JudgeSettings, clock: Clock): Notice[] {
  if (checks.every((check) => check.kind === 'threshold')) return [];
  const sites = Object.entries(judge.calibration).flatMap(([site, { guessed }]) =>
    guessed === undefined ? [] : [{ site, why: guessed }],
  );
  const seconds = judge.secondsToGood;
  const slow =
    seconds !== undefined && (seconds === null || seconds * 1000 > clock.deadline - clock.startedAt);
  return [
    ...(sites.length > 0 ? [{ kind: 'not-calibrated', sites } satisfies Notice] : []),
    ...(slow
      ? [{ kind: 'slow-to-decide', seconds, until: new Date(clock.latest).toISOString() } satisfies Notice]
      : []),
  ];
}

const sickFrom = 0.05;

/** Baselines that fail by themselves: the relative judge passes anything beside a burning stable. */
export function sickBaselines(
  { checks, judge }: JudgeSettings,
  streams: readonly StreamEvidence[],
): Notice[] {
  const byName = new Map(checks.map((check) => [check.name, check]));
  return streams.flatMap(({ check: name, site, figure, evidence }) => {
    const check = byName.get(name);
    if (check?.metric !== 'error-ratio' || figure.before === undefined || evidence === 'bad') return [];
    const usual = judge.calibration[site]?.historyRatio ?? 0;
    const compares = check.kind === 'ratio' || check.compare === 'baseline';
    const most = check.kind === 'threshold' ? check.max : Math.max(sickFrom, 5 * usual);
    const sick = compares && most !== undefined && figure.before > most;
    return sick ? [{ kind: 'sick-baseline', figure } satisfies Notice] : [];
  });
}

const unlikely = 6;
const several = 10;

/** Instances whose errors are far from what their share of the requests would bring, in the last minutes. */
export function outliers(streams: readonly Concluded[]): Notice[] {
  return streams.flatMap(({ site, remembers }) => {
    if (remembers.kind !== 'ratio') return [];
    const { live } = remembers.state;
    return (['canary', 'baseline'] as const).flatMap((arm) =>
      outlierOf(live[arm]).map((o) => noticeOf(site, arm, o)),
    );
  });
}

interface Outlier {
  readonly instance: string;
  readonly errors: number;
  readonly of: number;
}

const noticeOf = (site: string, arm: 'canary' | 'baseline', { instance, errors, of }: Outlier): Notice => ({
  kind: 'outlier-instance',
  ...{ site, instance, errors, of, arm },
});

function outlierOf({ blocks }: ArmDispersion): Outlier[] {
  const open = Object.entries(blocks.at(-1)?.open ?? {});
  const all = open.reduce((sum, [, [e]]) => sum + e, 0);
  const load = open.reduce((sum, [, [, n]]) => sum + n, 0);
  if (open.length < 2 || load === 0) return [];
  return open.flatMap(([instance, [errors, requests]]) => {
    const share = requests / load;
    const spread = Math.sqrt(all * share * (1 - share));
    const far = errors - all * share > unlikely * spread && spread > 0;
    return far && errors >= several ? [{ instance, errors, of: all }] : [];
  });
}
