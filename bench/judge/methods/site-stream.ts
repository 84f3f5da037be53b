import { catastrophe, newCatastrophe, type CatastropheState } from '../../../src/domain/judge/catastrophe.js';
import type { Row } from '../../../src/domain/judge/increments.js';
import {
  addPoll,
  newLiveDispersion,
  type LiveDispersion,
} from '../../../src/domain/judge/live-dispersion.js';
import { carried, ratioIncrements } from '../../../src/domain/judge/ratio-increments.js';
import type { InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import type { StreamRules } from '../../../src/domain/judge/rules.js';
import type { Increments } from '../../../src/domain/judge/stream.js';
import { winsorFraction, winsorise } from '../../../src/domain/judge/winsorise.js';
import type { Calibrated } from './calibration.js';
import { rowOf } from './row-rule.js';

/** One site's error ratio between polls, up to its increments, which a stream of its own or a pool takes on. */
export interface SiteState {
  readonly carry?: Row;
  readonly live: LiveDispersion;
  readonly catastrophe: CatastropheState;
  /** Whether an arm has more than one instance, so that they can be told apart. */
  readonly many: boolean;
}

export const newSite = (rules: StreamRules): SiteState => ({
  live: newLiveDispersion(),
  catastrophe: newCatastrophe(rules),
  many: false,
});

export interface SitePoll {
  readonly state: SiteState;
  readonly increments: Increments;
  readonly read: boolean;
  /** What the catastrophe rule needs: counts as they are. */
  readonly row: Row | undefined;
}

/** Takes a reading in, the `k`th from 1. */
export function readSite(
  rules: StreamRules,
  { phis, ratio }: Calibrated,
  before: SiteState,
  k: number,
  reading: SiteReading,
): SitePoll {
  const fraction = winsorFraction(ratio, k <= rules.warm);
  const lowered = reading.kind === 'counts' ? both(reading, fraction) : undefined;
  const { whole, carry } = carried(before.carry, lowered && rowOf([lowered]), k === rules.warm);
  return {
    state: {
      live: lowered ? addPoll(before.live, lowered) : before.live,
      catastrophe: before.catastrophe,
      many: before.many || (lowered !== undefined && lowered.canary.length + lowered.baseline.length > 2),
      ...(carry && { carry }),
    },
    increments: ratioIncrements(rules, phis, k, whole),
    read: lowered !== undefined,
    row: rowOf([reading]),
  };
}

/** Whether the site's canary is dying, after a reading that was taken in. */
export function isDying(
  rules: StreamRules,
  { phis }: Calibrated,
  { state, row }: SitePoll,
  phiLive: number,
): { state: SiteState; dying: boolean } {
  const { state: next, finding } = catastrophe(rules, phis, state.catastrophe, row, phiLive);
  return { state: { ...state, catastrophe: next }, dying: finding.fires };
}

type Counts = Extract<SiteReading, { kind: 'counts' }>;

function both(reading: Counts, fraction: number): Counts {
  const lower = (arm: readonly InstanceCounts[]) =>
    arm.map((i) => ({ ...i, errors: winsorise(i.errors, i.requests, fraction) }));
  return { ...reading, canary: lower(reading.canary), baseline: lower(reading.baseline) };
}
