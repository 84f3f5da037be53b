import type { Figure } from '../announcements/announcement.js';
import { percent } from '../announcements/figures.js';
import type { ThresholdCheck } from './checks.js';
import type { Evidence } from './evidence.js';
import { quantileMs } from './quantile.js';
import type { Counts } from './reading.js';
import { edgesOf, pack, slide, totals, type Edges, type Sample } from './window.js';

/** What a threshold stream remembers between polls. Plain JSON. */
export interface ThresholdState {
  readonly edges: Edges;
  readonly window: readonly Sample[];
  /** Whether each of the last `outOf` decided polls was beyond the threshold, oldest first. */
  readonly breached: readonly boolean[];
}

export const newThresholdState: ThresholdState = { edges: [], window: [], breached: [] };

/** Both arms' counts at one poll. */
export interface ArmCounts {
  readonly at: number;
  readonly canary: Counts;
  readonly baseline: Counts;
}

/** Evidence of one poll. */
export interface ThresholdEvidence {
  readonly state: ThresholdState;
  readonly evidence: Evidence;
  readonly figure: Figure;
  readonly because: string;
}

/**
 * `max`/`min` on the canary's value, or on canary minus baseline, over the check's window. Bad while `breaches` of the
 * last `outOf` polls are beyond it; thin below `minRequests` canary requests in the window, and where the baseline it is
 * compared with had no requests at all. `compared` is false at a site that has no stable version yet.
 */
export function threshold(
  check: ThresholdCheck,
  site: string,
  compared: boolean,
  before: ThresholdState,
  poll: ArmCounts | undefined,
): ThresholdEvidence {
  const edges =
    check.metric === 'latency' && poll && before.edges.length === 0
      ? edgesOf(poll.canary, poll.baseline)
      : before.edges;
  const window = poll
    ? slide(before.window, pack(poll.at, poll.canary, poll.baseline, edges), check.window)
    : before.window;
  const { canary, baseline } = totals(window, edges);
  const figure = figureOf(check, site, compared ? baseline : undefined, canary);
  const thin =
    canary.requests < check.minRequests || (needsBaseline(check, compared) && figure.before === undefined);
  if (thin || figure.after === undefined) {
    const because = `${canary.requests} of the ${check.minRequests} requests that it takes to tell`;
    return { state: { edges, window, breached: [] }, evidence: 'thin', figure, because };
  }
  const value = figure.after - (needsBaseline(check, compared) ? (figure.before ?? 0) : 0);
  const beyond =
    (check.max !== undefined && value > check.max) || (check.min !== undefined && value < check.min);
  const breached = [...before.breached, beyond].slice(-check.outOf);
  const bad = breached.filter(Boolean).length >= check.breaches;
  return {
    state: { edges, window, breached },
    evidence: bad ? 'bad' : 'good',
    figure,
    because: reason(check, value, beyond),
  };
}

const needsBaseline = (check: ThresholdCheck, compared: boolean) => compared && check.compare === 'baseline';

function figureOf(check: ThresholdCheck, site: string, before: Counts | undefined, after: Counts): Figure {
  const unit = check.metric === 'latency' ? 'ms' : 'ratio';
  const value = (counts: Counts) => {
    if (counts.requests === 0) return undefined;
    return unit === 'ms' ? quantileMs(counts, check.quantile) : counts.errors / counts.requests;
  };
  const [was, is] = [before && value(before), value(after)];
  return {
    check: check.name,
    site,
    unit,
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  };
}

function reason(check: ThresholdCheck, value: number, beyond: boolean): string {
  const shown = (n: number) => (check.metric === 'latency' ? `${Math.round(n)} ms` : percent(n));
  const what = check.compare === 'baseline' ? 'difference to the version beside it' : 'value';
  const bound = check.max !== undefined ? `at most ${shown(check.max)}` : `at least ${shown(check.min ?? 0)}`;
  return `${what} ${shown(value)}, allowed ${bound}: ${beyond ? 'beyond' : 'within'}`;
}
