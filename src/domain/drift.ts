import type { Before } from './order.js';

/** Sites that run another version than they should, before a deployment begins. */
export interface Drift {
  readonly sites: readonly string[];
  readonly commit: string;
  /** What they should run. */
  readonly not: string;
  /** Whether other sites do run that. */
  readonly elsewhere: boolean;
}

/**
 * Where sites do not run what the service believes to be rolled out or, without `believed`, what most of them run. Sites
 * that run nothing yet are no difference: they get their first version.
 */
export function driftOf(sites: readonly Before[], believed?: string): readonly Drift[] {
  const running = new Map<string, string[]>();
  for (const { at, stable } of sites)
    if (stable) running.set(stable.commit, [...(running.get(stable.commit) ?? []), at.site]);
  const [most] = [...running].sort(([, a], [, b]) => b.length - a.length);
  const not = believed ?? most?.[0];
  if (not === undefined) return [];
  return [...running]
    .filter(([commit]) => commit !== not)
    .map(([commit, names]) => ({ sites: names, commit, not, elsewhere: running.has(not) }));
}
