/** Counts requests that have begun and not ended. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** `changed` is told of each that comes or goes. */
  constructor(private readonly changed: (by: 1 | -1) => void = () => undefined) {}

  get count(): number {
    return this.#count;
  }

  enter(): void {
    this.#count++;
    this.changed(1);
  }

  leave(): void {
    this.#count--;
    this.changed(-1);
    if (this.#count > 0) return;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Returns when none is left. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
