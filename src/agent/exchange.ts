import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { short } from '../domain/ids.js';
import type { Instance } from './instance.js';
import type { Series } from './metrics.js';

/** nginx's code for a client that went away before its answer was complete. */
const clientGone = 499;
const noAnswer = 502;

/** One request given to one instance: counted once, when it is over. */
export class Exchange {
  readonly #begun = performance.now();
  /** The track of the instance when the request came, whatever becomes of it meanwhile. */
  readonly #series: Series | undefined;
  #failed = false;
  #reused = false;
  over = false;

  constructor(
    private readonly instance: Instance,
    private readonly response: ServerResponse,
  ) {
    this.#series = instance.series;
    instance.flight.enter();
    response.once('close', () => this.end(this.#code()));
  }

  given({ reusedSocket }: ClientRequest): void {
    this.#reused = reusedSocket;
  }

  /** The instance had closed this connection before the request came. It has not seen it, and is not to blame. */
  wasTooLate({ code }: NodeJS.ErrnoException): boolean {
    return this.#reused && code === 'ECONNRESET';
  }

  /** The instance begins to answer. When it breaks off, the client must see that too. */
  answered(answer: IncomingMessage): void {
    // These are about the connection to the instance, not about the client's.
    delete answer.headers['keep-alive'];
    delete answer.headers.connection;
    answer.statusMessage = '';
    // Node refuses to pass on such a code by an exception that would end the agent.
    if ((answer.statusCode ?? 0) < 200) answer.statusCode = noAnswer;
    answer.headers['x-merganser-version'] = short(this.instance.version.commit);
    answer.once('close', () => {
      if (answer.complete || this.response.destroyed) return;
      this.failed();
      this.response.destroy();
    });
  }

  /** The instance did not answer, or broke off. */
  failed(): void {
    this.#failed = true;
  }

  end(code: number): void {
    if (this.over) return;
    this.over = true;
    this.#series?.record(code, (performance.now() - this.#begun) / 1_000);
    this.instance.flight.leave();
  }

  #code(): number {
    if (this.#failed) return noAnswer;
    return this.response.writableFinished ? this.response.statusCode : clientGone;
  }
}
