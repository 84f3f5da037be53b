import { watchedEdges, type WatchedEdge } from './calibration.js';
import type { LatencyCheck } from './checks.js';
import { noIncrements, relativeIncrements, type Row } from './increments.js';
import { carried } from './ratio-increments.js';
import type { SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import { advance, newStream, withTests, type Advanced, type Increments, type StreamState } from './stream.js';
import { edgesOf, pack, slideInParts, sum, type Edges, type Sample } from './window.js';

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
}

export const latencyRules = (rules: StreamRules): StreamRules => ({ ...rules, thetaUp: thetaSlower });

export function newLatency(rules: StreamRules, watched: readonly WatchedEdge[] = []): LatencyState {
  const { length } = watched;
  return { stream: newStream(rules, length, false, length), watched, carry: [], edges: [], window: [] };
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
): { state: LatencyState; advanced: Advanced } {
  const cold = before.stream.k + 1 <= rules.warm;
  const arms = poll && { canary: sum(poll.canary), baseline: sum(poll.baseline) };
  const edges = before.edges.length > 0 || !arms ? before.edges : edgesOf(arms.canary, arms.baseline);
  const sample = poll && arms && pack(poll.at, arms.canary, arms.baseline, edges);
  const steps = before.watched.map((edge, i) =>
    stepEdge(rules, edge, before.carry[i] ?? undefined, sample && rowAt(edge.edge, sample, edges), cold),
  );
  const increments: Increments = { up: steps.map((s) => s.up), down: steps.map((s) => s.down) };
  const advanced = advance(rules, before.stream, increments, poll !== undefined);
  const state: LatencyState = {
    stream: advanced.state,
    watched: before.watched,
    carry: steps.map((s) => s.carry ?? null),
    edges,
    window: sample ? slideInParts(before.window, sample, windowLength) : before.window,
  };
  if (before.watched.length > 0) return { state, advanced };
  const chosen = choose(rules, check, state, add(before.choosing, sample), cold);
  return { state: chosen, advanced: { ...advanced, state: chosen.stream } };
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

/** Slower than the edge, and all, of both arms. */
function rowAt(edge: number, sample: Sample, edges: Edges): Row {
  const width = 2 + edges.length;
  const at = edges.indexOf(edge);
  const arm = (from: number) => {
    const requests = sample[from + 1 + edges.length] ?? 0;
    return [
      at < 0 ? 0 : Math.max(0, requests - (sample[from + 2 + at] ?? 0)),
      at < 0 ? 0 : requests,
    ] as const;
  };
  return [...arm(1), ...arm(1 + width)];
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
