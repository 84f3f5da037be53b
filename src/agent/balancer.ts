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

  /** Replaces all shares at once. Credit is kept, so that frequent changes do not favour the first. */
  set(shares: readonly Share<T>[]): void {
    const credit = new Map(this.#turns.map((turn) => [turn.to, turn.credit]));
    this.#turns = shares
      .filter(({ weight }) => weight > 0)
      .map((share) => ({ ...share, credit: credit.get(share.to) ?? 0 }));
  }

  /** The next in turn, other than `not`. */
  next(not?: T): T | undefined {
    const turns = this.#turns.filter((turn) => turn.to !== not);
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
