import type { SiteCalibration } from './calibration.js';
import { catastrophe, newCatastrophe, type CatastropheState } from './catastrophe.js';
import type { Row } from './increments.js';
import { addPoll, newLiveDispersion, phiLive, type LiveDispersion } from './live-dispersion.js';
import { carried, ratioIncrements } from './ratio-increments.js';
import { addToBins, instanceCounts, rawRow, rowOf, type SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import { advance, newStream, type Advanced, type Increments, type StreamState } from './stream.js';
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
  /** Counts since warm-up, by share, for the rate ratio's confidence sequence. */
  readonly bins: readonly Row[];
}

export const newRatio = (rules: StreamRules): RatioState => ({
  stream: newStream(rules, 1, true, 2),
  live: newLiveDispersion(),
  catastrophe: newCatastrophe(rules),
  window: [],
  bins: [],
});

export interface RatioStep {
  readonly state: RatioState;
  readonly advanced: Advanced;
  /** Uncapped, for the pool. */
  readonly increments: Increments;
  readonly phiLive: number;
  readonly catastrophe: boolean;
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
    bins: row && !cold ? addToBins(before.bins, row) : before.bins,
  };
  return { state, advanced, increments, phiLive: raise, catastrophe: dying.finding.fires };
}

const sampleOf = (at: number, [ec, nc, eb, nb]: Row): Sample => [at, nc, ec, nb, eb];
