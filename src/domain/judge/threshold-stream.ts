import { keyOf } from './candidate.js';
import type { ThresholdCheck } from './checks.js';
import type { StreamEvidence } from './evidence.js';
import type { SiteReading } from './reading.js';
import { newThresholdState, threshold, type ThresholdState } from './threshold.js';
import { sum } from './window.js';

type States = Readonly<Record<string, ThresholdState>>;

/** Breaches from before a gap without looks do not count beside those after it. */
export const forgetful = <S extends { readonly streams: States }>(before: S): S => ({
  ...before,
  streams: Object.fromEntries(
    Object.entries(before.streams).map(([key, state]) => [key, { ...state, breached: [] }]),
  ),
});

/** One poll of a threshold at a site, as the verdict table reads it. It needs no last look: bad at the deadline decides. */
export function thresholdAt(
  check: ThresholdCheck,
  { site, compared, reading }: { site: string; compared: boolean; reading: SiteReading },
  before: States,
  at: number,
): { state: ThresholdState; evidence: StreamEvidence } {
  const last = before[keyOf(site, check.name)] ?? newThresholdState;
  const { name, required } = check;
  const always = { check: name, site, required, confirmed: true, catastrophe: false, pool: false };
  const read = reading.kind === 'counts';
  const poll = read && { at, canary: sum(reading.canary), baseline: sum(reading.baseline) };
  const { state, ...found } = threshold(check, site, compared, last, poll || undefined);
  if (read) return { state, evidence: { ...always, ...found } };
  // A poll that was not read breaches nothing: it is none of the last ones.
  return { state: last, evidence: { ...always, ...found, evidence: reading.kind, because: reading.why } };
}
