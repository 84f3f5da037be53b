import type { Happened, HistoryRow } from './history.js';

/**
 * Joins polls into longer ones, of `interval` ms where that is a multiple of their own length, else not at all. A long
 * poll of which a part is missing is left out: its counts would be too low. Give it the rows in order, in any portions.
 */
export class Joining {
  /** Length of the joined polls in ms. */
  readonly interval: number;
  readonly #parts: number;
  #open: HistoryRow[] = [];

  constructor(grain: number, interval: number) {
    this.interval = interval % grain === 0 ? interval : grain;
    this.#parts = this.interval / grain;
  }

  /** The long polls that these rows complete. */
  join(rows: readonly HistoryRow[]): readonly HistoryRow[] {
    if (this.#parts === 1) return rows;
    return rows.flatMap((row) => {
      const [before] = this.#open;
      if (before && this.#endOf(before) !== this.#endOf(row)) this.#open = [];
      this.#open.push(row);
      if (this.#open.length < this.#parts) return [];
      const parts = this.#open.splice(0);
      return [[this.#endOf(row), sumOf(parts)] as const];
    });
  }

  #endOf([at]: HistoryRow): number {
    return Math.ceil(at / this.interval) * this.interval;
  }
}

function sumOf(rows: readonly HistoryRow[]): Readonly<Record<string, Happened>> {
  const sums = new Map<string, Happened>();
  for (const [instance, happened] of rows.flatMap(([, instances]) => Object.entries(instances))) {
    const sum = sums.get(instance);
    sums.set(instance, sum ? plus(sum, happened) : happened);
  }
  return Object.fromEntries(sums);
}

function plus(a: Happened, b: Happened): Happened {
  const [longer, other] = a[2].length > b[2].length ? [a[2], b[2]] : [b[2], a[2]];
  return [a[0] + b[0], a[1] + b[1], longer.map((count, i) => count + (other[i] ?? 0))];
}
