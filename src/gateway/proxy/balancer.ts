/** Something that gets a share of the requests. */
export interface Share<T> {
  readonly to: T;
  readonly weight: number;
}

interface Turn<T> extends Share<T> {
  credit: number;
}

/** Smooth weighted round robin: exact shares, spread evenly, without chance. */
export class Balancer<T> {
  #turns: Turn<T>[] = [];

  /**
   * Replaces all shares at once. Credit is kept, so that frequent changes do not favour the first; one that is only away
   * for a while keeps its own when it is given with weight 0.
   */
  set(shares: readonly Share<T>[]): void {
    const credit = new Map(this.#turns.map((turn) => [turn.to, turn.credit]));
    this.#turns = shares.map((share) => ({ ...share, credit: credit.get(share.to) ?? 0 }));
  }

  /** The next in turn that has a weight, other than those in `not`. */
  next(not: ReadonlySet<T> = new Set()): T | undefined {
    const turns = this.#turns.filter(({ to, weight }) => weight > 0 && !not.has(to));
    let best: Turn<T> | undefined;
    let total = 0;
    for (const turn of turns) {
      turn.credit += turn.weight;
      total += turn.weight;
      if (!best || turn.credit > best.credit) best = turn;
    }
    if (best) best.credit -= total;
    return best?.to;
  }
}
