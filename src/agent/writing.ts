import type { Logger } from 'pino';
import type { ServiceRecord } from './record.js';
import type { Store } from './store.js';

const againMs = 1_000;

/** Writes a service's newest record down, again and again while the disk does not take it: the service must not suffer. */
export class Writing {
  #timer?: NodeJS.Timeout;
  #failing = false;

  constructor(
    private readonly store: Store,
    private readonly log: Logger,
  ) {}

  get failing(): boolean {
    return this.#failing;
  }

  /** Throws what the disk says: what could not be written down must not be promised. */
  write(record: ServiceRecord): void {
    clearTimeout(this.#timer);
    this.store.save(record);
    this.#failing = false;
  }

  keep(record: ServiceRecord): void {
    try {
      this.write(record);
    } catch (error) {
      if (!this.#failing)
        this.log.error({ service: record.service, error }, 'the state cannot be written to disk');
      this.#failing = true;
      this.#timer = setTimeout(() => this.keep(record), againMs);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
