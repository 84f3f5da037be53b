import type { ServerResponse } from 'node:http';
import type { Series } from './metrics.js';
import type { Upstream } from './upstream.js';

/** nginx's code for a client that went away before its answer was complete. */
const clientGone = 499;
const noAnswer = 502;

/** One request given to one instance: counted once, on the track that the instance had when the request came. */
export class Exchange {
  readonly #begun = performance.now();
  readonly #series: Series;
  #failed = false;
  #counted = false;
  #left = false;

  constructor(
    readonly upstream: Upstream,
    private readonly response: ServerResponse,
  ) {
    this.#series = upstream.series;
    upstream.flight.enter();
    response.once('finish', this.#ended).once('close', this.#ended);
  }

  /** The instance did not answer, or broke off. */
  failed(): void {
    this.#failed = true;
  }

  /** The request goes to another instance instead. */
  refused(): void {
    this.#count(noAnswer);
    this.#leave();
  }

  /** Counted by its answer, but the connection goes on in another protocol, until the function is called. */
  switched(): () => void {
    this.#count(101);
    this.response.off('finish', this.#ended).off('close', this.#ended);
    return () => this.#leave();
  }

  readonly #ended = (): void => {
    this.#count(this.#code());
    this.#leave();
  };

  #count(code: number): void {
    if (this.#counted) return;
    this.#counted = true;
    this.#series.record(code, (performance.now() - this.#begun) / 1_000);
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.upstream.flight.leave();
  }

  #code(): number {
    if (this.#failed) return noAnswer;
    return this.response.writableFinished ? this.response.statusCode : clientGone;
  }
}
