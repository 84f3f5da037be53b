/** Counts requests that have begun and not ended. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  enter(): void {
    this.#count++;
  }

  leave(): void {
    this.#count--;
    if (this.#count > 0) return;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** True when none is left, false when `ms` have passed before that or it was stopped. */
  idle(ms: number, stop: AbortSignal): Promise<boolean> {
    if (this.#count === 0 || stop.aborted) return Promise.resolve(this.#count === 0);
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        resolve(this.#count === 0);
      };
      const timer = setTimeout(done, ms);
      stop.addEventListener('abort', done);
      this.#waiting.push(done);
    });
  }
}
