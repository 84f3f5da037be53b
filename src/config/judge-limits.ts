import { formatDuration } from '../domain/durations.js';
import { alphaOf, defaultTuning, type Tuning } from '../domain/judge/tuning.js';
import type { Limits } from './platform-schema.js';
import type { Path } from './problems.js';
import type { Settings } from './service-schema.js';
import type { Given, Settled } from './settle.js';

/** What is beyond a limit: where, what was found, and what is allowed. */
export type Finding = readonly [path: Path, found: string, allowed: string];

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * How far a service's own file may tune its judge where the platform says nothing: a merge must not blind the judge of
 * itself, nor have it roll back healthy releases at will. A ratio, and times in ms.
 */
const judgeBounds: Readonly<Record<keyof Tuning, Bounds>> = {
  alpha: { min: 0.001, max: 0.05 },
  warmUp: { max: 300_000 },
  blip: { max: 120_000 },
  quiet: { min: 10_000 },
  restartEvery: { max: 120_000 },
};

export const asPercent = (ratio: number) => `${Number((ratio * 100).toFixed(6))}%`;

/** What of the judge's tuning is beyond the platform's limits. */
export function* judgeFindings(
  { settings }: Given,
  { tuning }: Settled,
  { judge: limits = {} }: Limits,
): Iterable<Finding> {
  for (const key of ['alpha', 'warmUp', 'blip', 'quiet', 'restartEvery'] as const) {
    const value = tuning[key];
    if (value === undefined) continue;
    // The platform's defaults are its own doing: only limits that it gave itself hold for them.
    const usual = settings.judge?.[key] === undefined ? {} : judgeBounds[key];
    const { min = -Infinity, max = Infinity }: Bounds = { ...usual, ...limits[key] };
    const written = key === 'alpha' ? asPercent : formatDuration;
    if (value < min) yield [['judge', key], written(value), `${written(min)} or more`];
    if (value > max) yield [['judge', key], written(value), `at most ${written(max)}`];
  }
}

/** The judge's tuning: as it was given, and what was not is the default, kept within the limits. */
export function settleTuning(
  given: Settings['judge'] = {},
  atOnce: boolean,
  { judge: limits = {} }: Limits,
): Tuning {
  const within = (usual: number, { min = -Infinity, max = Infinity }: Bounds = {}) =>
    Math.min(max, Math.max(min, usual));
  const usualAlpha = alphaOf(defaultTuning, atOnce);
  const alpha = within(usualAlpha, limits.alpha);
  return {
    warmUp: within(defaultTuning.warmUp, limits.warmUp),
    quiet: within(defaultTuning.quiet, limits.quiet),
    restartEvery: within(defaultTuning.restartEvery, limits.restartEvery),
    ...(alpha !== usualAlpha && { alpha }),
    ...given,
  };
}
