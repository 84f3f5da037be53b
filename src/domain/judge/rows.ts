import type { Row } from './increments.js';
import type { InstanceCounts } from './reading.js';
import type { InstanceCount } from './live-dispersion.js';
import { winsorise } from './winsorise.js';

/** Both arms of one site at one poll, by instance. */
export interface SitePoll {
  readonly at: number;
  readonly canary: readonly InstanceCounts[];
  readonly baseline: readonly InstanceCounts[];
}

/** A whole number of 0 or more, whatever a provider gave. */
const sane = (count: number) => (Number.isFinite(count) && count > 0 ? Math.floor(count) : 0);

/** Errors and requests by instance, winsorised; `fraction` 1 leaves them as they are. No more errors than requests. */
export function instanceCounts(arm: readonly InstanceCounts[], fraction: number): InstanceCount[] {
  return arm.map(({ instance, errors, requests }) => {
    const n = sane(requests);
    return { instance, errors: winsorise(Math.min(sane(errors), n), n, fraction), requests: n };
  });
}

/** Sums of both arms. */
export function rowOf(canary: readonly InstanceCount[], baseline: readonly InstanceCount[]): Row {
  const sum = (arm: readonly InstanceCount[], of: 'errors' | 'requests') =>
    arm.reduce((all, i) => all + i[of], 0);
  return [sum(canary, 'errors'), sum(canary, 'requests'), sum(baseline, 'errors'), sum(baseline, 'requests')];
}

/** What explains a stream's evidence: its counts since warm-up, or since it recovered. Plain JSON. */
export interface Tally {
  /** By share, as they were judged. */
  readonly bins: readonly Row[];
  /** Errors beyond what an instance may add in a poll: told, but not decided on. */
  readonly beyond: readonly [canary: number, baseline: number];
}

export const newTally: Tally = { bins: [], beyond: [0, 0] };

/** A poll's counts as they were judged, and as they were. */
export interface TalliedRow {
  readonly row: Row;
  readonly raw: Row;
}

/** Adds a poll in which both arms had requests. */
export function addToTally({ bins, beyond: [canary, baseline] }: Tally, { row, raw }: TalliedRow): Tally {
  if (row[1] === 0 || row[3] === 0) return { bins, beyond: [canary, baseline] };
  return { bins: addToBins(bins, row), beyond: [canary + raw[0] - row[0], baseline + raw[2] - row[2]] };
}

const mostBins = 8;

/**
 * Adds a row to rows of like share: all that the rate ratio's confidence sequence needs, in a few numbers. Shares are alike
 * within a factor of about 1.3; beyond eight kinds of share the row joins the nearest.
 */
function addToBins(bins: readonly Row[], row: Row): readonly Row[] {
  const share = (r: Row) => Math.log(r[1] / r[3]);
  const distances = bins.map((bin) => Math.abs(share(bin) - share(row)));
  const near = Math.min(Infinity, ...distances);
  if (near > 0.25 && bins.length < mostBins) return [...bins, row];
  const at = distances.indexOf(near);
  return bins.map((bin, i): Row =>
    i === at ? [bin[0] + row[0], bin[1] + row[1], bin[2] + row[2], bin[3] + row[3]] : bin,
  );
}
