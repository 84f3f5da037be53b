import type { Row } from './increments.js';

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
export function addToTally(tally: Tally, { row, raw }: TalliedRow): Tally {
  if (row[1] === 0 || row[3] === 0) return tally;
  const [canary, baseline] = tally.beyond;
  return { bins: addToBins(tally.bins, row), beyond: [canary + raw[0] - row[0], baseline + raw[2] - row[2]] };
}

const mostBins = 5;

/**
 * Adds a row to rows of like share: all that the rate ratio's confidence sequence needs, in a few numbers. Shares are alike
 * within a factor of about 1.3; beyond five kinds of share the row joins the nearest.
 */
function addToBins(bins: readonly Row[], row: Row): readonly Row[] {
  const share = Math.log(row[1] / row[3]);
  let [at, near] = [-1, Infinity];
  for (let i = 0; i < bins.length; i += 1) {
    const [, nc, , nb] = bins[i] ?? row;
    const distance = Math.abs(Math.log(nc / nb) - share);
    if (distance < near) [at, near] = [i, distance];
  }
  const joined = bins[at];
  if (!joined || (near > 0.25 && bins.length < mostBins)) return [...bins, row];
  const next = bins.slice();
  next[at] = [joined[0] + row[0], joined[1] + row[1], joined[2] + row[2], joined[3] + row[3]];
  return next;
}
