import { setTimeout as sleep } from 'node:timers/promises';
import type { Calls, Serving, Target } from '../../gateway/protocol.js';
import { unlessStopped } from '../unless-stopped.js';

type Ask = <Name extends keyof Calls>(
  name: Name,
  input: Calls[Name]['input'],
  signal?: AbortSignal,
) => Promise<Calls[Name]['output']>;

/** The address of one service. What is wanted of it is told to the gateway in order, the newest only. */
export class ServiceGateway {
  #serving?: Serving;
  #targets: readonly Target[] = [];
  #told: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: Pick<Serving, 'service' | 'host' | 'maxBody'>,
    private readonly ask: Ask,
  ) {}

  /** From now on, requests go to these. Those in flight are not touched. */
  route(targets: readonly Target[]): void {
    this.#targets = targets;
    if (this.#serving) void this.#tell(this.#serving.port).catch(() => undefined);
  }

  /** Listens on a port, and then no longer on the one before. Throws when it cannot. */
  async listen(port: number): Promise<void> {
    if (this.#serving?.port === port) return;
    await this.#tell(port);
  }

  /** Says it again, to a gateway that knows nothing. */
  repeat(): void {
    if (this.#serving) void this.#tell(this.#serving.port).catch(() => undefined);
  }

  /** Returns when the last `route` is done, or it is stopped. */
  async applied(stop: AbortSignal): Promise<void> {
    await unlessStopped(this.#told, stop).catch(() => undefined);
  }

  /** Returns when an instance has no requests in flight, `ms` have passed, or it is stopped. */
  async idle(instance: string, ms: number, stop: AbortSignal): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([stop, over.signal]);
    const ways = [this.ask('idle', { instance }, signal), sleep(ms, undefined, { signal })];
    await Promise.race(ways.map((way) => way.catch(() => undefined)));
    over.abort();
  }

  close(): Promise<void> {
    return this.ask('close', { service: this.place.service });
  }

  #tell(port: number): Promise<void> {
    const before = this.#told.catch(() => undefined);
    this.#told = before.then(async () => {
      const serving = { ...this.place, port, targets: this.#targets };
      await this.ask('serve', serving);
      this.#serving = serving;
    });
    return this.#told;
  }
}
