import type { StreamRules } from './rules.js';

/** Of a bad stream: the highest `ln E` so far, and how many polls ago that was. */
export interface Badness {
  readonly top: number;
  readonly since: number;
}

export interface Recovery {
  readonly bad: Badness;
  /** `ln E` reached a new maximum, so the evidence of not being worse starts afresh. */
  readonly rose: boolean;
  readonly logENotWorse: number;
  readonly recovers: boolean;
}

const rounding = 1e-6;

/**
 * Whether a bad stream has recovered: evidence of not being worse, gathered since `ln E` last reached a new maximum, and
 * that maximum at least `quiet` polls old. What was bad is not forgotten because it is averaged away: only what came after
 * the worst moment counts. A stream may recover `recoveries` times; bad once more, it stays bad.
 */
export function recovery(
  { beta, quiet, recoveries }: StreamRules,
  { top, since }: Badness,
  { logE, logENotWorse }: { logE: number; logENotWorse: number },
  recovered: number,
): Recovery {
  if (logE > top + rounding)
    return { bad: { top: logE, since: 0 }, rose: true, logENotWorse: 0, recovers: false };
  const quietFor = since + 1;
  const recovers = logENotWorse >= Math.log(1 / beta) && quietFor >= quiet && recovered < recoveries;
  return { bad: { top: Math.max(top, logE), since: quietFor }, rose: false, logENotWorse, recovers };
}
