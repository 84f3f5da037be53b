import type { SiteCalibration } from './calibration.js';
import {
  catastrophe,
  newCatastrophe,
  type CatastropheFinding,
  type CatastropheState,
} from './catastrophe.js';
import type { Row } from './increments.js';
import { addPoll, newLiveDispersion, phiLive, type LiveDispersion } from './live-dispersion.js';
import { carried, ratioIncrements } from './ratio-increments.js';
import { instanceCounts, rawRow, rowOf, type SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import { advance, newStream, type Advanced, type Increments, type StreamState } from './stream.js';
import { addToTally, newTally, type Tally, type TalliedRow } from './tally.js';
import { slideInParts, type Sample } from './window.js';
import { winsorFraction } from './winsorise.js';

/** What an error ratio at a site remembers between polls. Plain JSON, under 2,000 bytes with a few instances. */
export interface RatioState {
  readonly stream: StreamState;
  readonly carry?: Row;
  readonly live: LiveDispersion;
  readonly catastrophe: CatastropheState;
  /** Counts as they were, for the figures in messages. */
  readonly window: readonly Sample[];
  /** For the rate ratio's confidence sequence, and for people. */
  readonly tally: Tally;
}

export const newRatio = (rules: StreamRules): RatioState => ({
  stream: newStream(rules, 1, true, 2),
  live: newLiveDispersion(),
  catastrophe: newCatastrophe(rules),
  window: [],
  tally: newTally,
});

export interface RatioStep {
  readonly state: RatioState;
  readonly advanced: Advanced;
  /** For the pool: uncapped increments, and what they come from after warm-up. */
  readonly increments: Increments;
  readonly counts?: TalliedRow;
  readonly phiLive: number;
  readonly catastrophe: CatastropheFinding;
}

/** One poll of an error ratio at a site, up to the evidence; what it means is concluded with the family. */
export function stepRatio(
  rules: StreamRules,
  calibration: SiteCalibration,
  before: RatioState,
  poll: SitePoll | undefined,
  windowLength: number,
): RatioStep {
  const k = before.stream.k + 1;
  const cold = k <= rules.warm;
  const { phis } = calibration;
  const fraction = winsorFraction(calibration.historyRatio, cold);
  const canary = poll ? instanceCounts(poll.canary, fraction) : [];
  const baseline = poll ? instanceCounts(poll.baseline, fraction) : [];
  const row = poll && rowOf(canary, baseline);
  const raw = poll && row && rawRow(poll, row);
  const counts = row && raw && !cold ? { row, raw } : undefined;
  const { whole, carry } = carried(before.carry, row, k === rules.warm);
  const increments = ratioIncrements(rules, phis, k, whole);
  const live = poll ? addPoll(before.live, { canary, baseline }) : before.live;
  const raise = calibration.live ? phiLive([live]) : 1;
  const dying = catastrophe(rules, phis, before.catastrophe, raw, raise);
  const advanced = advance(rules, before.stream, increments, poll !== undefined);
  const state: RatioState = {
    stream: advanced.state,
    ...(carry && { carry }),
    live,
    catastrophe: dying.state,
    window: raw && poll ? slideInParts(before.window, sampleOf(poll.at, raw), windowLength) : before.window,
    tally: counts ? addToTally(before.tally, counts) : before.tally,
  };
  return {
    ...{ state, advanced, increments, phiLive: raise, catastrophe: dying.finding },
    ...(counts && { counts }),
  };
}

const sampleOf = (at: number, [ec, nc, eb, nb]: Row): Sample => [at, nc, ec, nb, eb];
