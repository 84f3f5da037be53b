import { watchedEdges, type WatchedEdge } from './calibration.js';
import type { LatencyCheck } from './checks.js';
import { noIncrements, relativeIncrements, type Row } from './increments.js';
import { armWithout, commonEdges, rowAt } from './latency-rows.js';
import { logSum } from './mixture.js';
import { carried } from './ratio-increments.js';
import type { SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import { advance, newStream, withTests, type Advanced, type Increments, type StreamState } from './stream.js';
import { addToTally, newTally, type Tally } from './tally.js';
import { pack, slideInParts, sum, type Edges, type Sample } from './window.js';

/** Alternatives for slower requests: a slow-down shows as a much smaller ratio than errors do. */
const thetaSlower: readonly number[] = [1.1, 1.25, 1.5, 2, 3, 5, 10];

/** What a latency check at a site remembers between polls. Plain JSON. */
export interface LatencyState {
  readonly stream: StreamState;
  /** Fixed before anything is decided: from the history, or from the baseline during warm-up. */
  readonly watched: readonly WatchedEdge[];
  readonly carry: readonly (Row | null)[];
  /** The baseline's counts so far, while there is nothing watched. */
  readonly choosing?: Sample;
  readonly edges: Edges;
  readonly window: readonly Sample[];
  /** What explains the evidence, by watched edge. */
  readonly tallies: readonly Tally[];
}

export const latencyRules = (rules: StreamRules): StreamRules => ({ ...rules, thetaUp: thetaSlower });

export function newLatency(rules: StreamRules, watched: readonly WatchedEdge[] = []): LatencyState {
  const { length } = watched;
  return {
    stream: newStream(rules, length, false, length),
    ...{ watched, carry: [], edges: [], window: [], tallies: [] },
  };
}

export interface LatencyStep {
  readonly state: LatencyState;
  readonly advanced: Advanced;
  /** Why nothing could be compared, where the arms' histograms differ. */
  readonly unlike?: string;
}

/**
 * One poll of a latency check at a site: at each watched edge, requests slower than it are counted as errors are, against
 * the rate ratio that the tolerated slow-down amounts to. No floor, no winsorising. Nothing is gathered in warm-up.
 */
export function stepLatency(
  rules: StreamRules,
  check: LatencyCheck,
  before: LatencyState,
  poll: SitePoll | undefined,
  windowLength: number,
): LatencyStep {
  const cold = before.stream.k + 1 <= rules.warm;
  const edges = before.edges.length > 0 || !poll ? before.edges : commonEdges(poll);
  const sample = poll && pack(poll.at, sum(poll.canary), sum(poll.baseline), edges);
  const rows = before.watched.map(({ edge }) =>
    poll && sample && !armWithout(edge, poll) ? rowAt(edge, sample, edges) : undefined,
  );
  const steps = before.watched.map((edge, i) =>
    stepEdge(rules, edge, before.carry[i] ?? undefined, rows[i], cold),
  );
  const increments: Increments = { up: steps.map((s) => s.up), down: steps.map((s) => s.down) };
  const unlike = poll && rows.every((row) => !row) ? differing(before.watched, poll) : undefined;
  const advanced = advance(rules, before.stream, increments, poll !== undefined && !unlike);
  const state: LatencyState = {
    stream: advanced.state,
    watched: before.watched,
    carry: steps.map((s) => s.carry ?? null),
    edges,
    window: sample ? slideInParts(before.window, sample, windowLength) : before.window,
    tallies: cold ? before.tallies : rows.map((row, i) => tallied(before.tallies[i], row)),
  };
  if (before.watched.length > 0) return { state, advanced, ...(unlike && { unlike }) };
  const chosen = choose(rules, check, state, add(before.choosing, sample), cold);
  return { state: chosen, advanced: { ...advanced, state: chosen.stream } };
}

const tallied = (tally = newTally, row: Row | undefined): Tally =>
  row ? addToTally(tally, { row, raw: row }) : tally;

function differing(watched: readonly WatchedEdge[], poll: SitePoll): string | undefined {
  const [first] = watched;
  const arm = first && armWithout(first.edge, poll);
  const whose = arm === 'canary' ? 'the canary' : 'the version beside it';
  return arm && `The histogram of ${whose} has no edge at ${first.edge} s, so that nothing can be compared.`;
}

/** The watched edge that says most, and what was counted at it. */
export function telling({ stream, watched, tallies }: LatencyState): { edge?: number; tally: Tally } {
  const evidence = stream.up.mixtures.map(({ logs }) => logSum(logs));
  const at = evidence.indexOf(Math.max(...evidence));
  const edge = watched[at]?.edge;
  return { ...(edge !== undefined && { edge }), tally: tallies[at] ?? newTally };
}

function stepEdge(
  rules: StreamRules,
  edge: WatchedEdge,
  carry: Row | undefined,
  row: Row | undefined,
  cold: boolean,
) {
  const next = carried(carry, row, false);
  if (cold || !next.whole) {
    return {
      carry: cold ? undefined : next.carry,
      up: noIncrements(rules.thetaUp),
      down: noIncrements(rules.thetaDown),
    };
  }
  const against = (allowed: number, theta: readonly number[]) =>
    relativeIncrements(next.whole ?? [0, 0, 0, 0], { allowed, phi: edge.phi, theta });
  return {
    carry: next.carry,
    up: against(edge.worse, rules.thetaUp),
    down: against(edge.notWorse, rules.thetaDown),
  };
}

/** Without history the edges are chosen from what the baseline showed while the canary warmed up. */
function choose(
  rules: StreamRules,
  check: LatencyCheck,
  state: LatencyState,
  choosing: Sample | undefined,
  cold: boolean,
): LatencyState {
  if (cold || !choosing) return { ...state, ...(choosing && { choosing }) };
  const width = 2 + state.edges.length;
  const counts = state.edges.map((_, i) => choosing[width + 3 + i] ?? 0);
  const finite = state.edges.flatMap((edge, i) => (edge === null ? [] : [{ edge, count: counts[i] ?? 0 }]));
  const history = {
    edges: finite.map((f) => f.edge),
    cumulative: finite.map((f) => f.count),
    total: counts.at(-1) ?? 0,
  };
  const watched = history.total > 0 ? watchedEdges(history, check.tolerance, () => 1.5) : [];
  if (watched.length === 0) return { ...state, choosing };
  return { ...state, watched, stream: withTests(rules, state.stream, watched.length) };
}

const add = (a: Sample | undefined, b: Sample | undefined): Sample | undefined =>
  a && b && a.length === b.length ? a.map((count, i) => (i === 0 ? count : count + (b[i] ?? 0))) : (b ?? a);
