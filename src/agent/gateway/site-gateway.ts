import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Counts } from '../../gateway/counts.js';
import { call, GatewayRefusal } from './call.js';
import type { Calls, Hello } from '../../gateway/protocol.js';
import { launch, programOf } from './launch.js';
import { ServiceGateway } from './service-gateway.js';

export interface GatewaySetup {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of what the agent was built. A gateway of another build is replaced, without its clients noticing. */
  readonly build: string;
  /** Largest body of a request to a service, in bytes. */
  readonly maxBody?: number;
  readonly log: Logger;
}

const longestPath = 100;
const retryMs = 200;

/** The site's gateway, as the agent sees it: found running or started, and started again when it dies. */
export class SiteGateway {
  readonly #services = new Set<ServiceGateway>();
  readonly #socketPath: string;
  #pids: readonly number[] = [];
  #up: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  private constructor(private readonly setup: GatewaySetup) {
    this.#socketPath = join(setup.stateDir, 'gateway.sock');
    if (Buffer.byteLength(this.#socketPath) <= longestPath) return;
    throw new Error(
      `${setup.stateDir} is too long for a socket in it: give a --state-dir of at most 80 bytes.`,
    );
  }

  static async start(setup: GatewaySetup): Promise<SiteGateway> {
    const gateway = new SiteGateway(setup);
    await gateway.#begin();
    return gateway;
  }

  /** Processes that are not to be taken for what somebody has left behind. */
  get pids(): readonly number[] {
    return this.#pids;
  }

  service(name: string, host: string): ServiceGateway {
    const place = { service: name, host, maxBody: this.setup.maxBody };
    const service = new ServiceGateway(place, (...asked) => this.#ask(...asked));
    this.#services.add(service);
    return service;
  }

  counts(): Promise<readonly Counts[]> {
    return call(this.#socketPath, 'counts', undefined);
  }

  metrics(): Promise<string> {
    return call(this.#socketPath, 'metrics', undefined);
  }

  /** Leaves it running for the next agent, or ends it after the requests in flight. */
  async close(end: boolean): Promise<void> {
    this.#closing.abort();
    if (!end) return;
    const gone = call(this.#socketPath, 'watch', undefined).catch(() => undefined);
    await call(this.#socketPath, 'end', undefined);
    await gone;
  }

  async #begin(): Promise<void> {
    const found = await call(this.#socketPath, 'hello', undefined).catch(() => undefined);
    const { pids } = found ? await this.#ofThisBuild(found) : await this.#launch();
    this.#pids = pids;
    void this.#watch();
  }

  #launch(): Promise<Hello> {
    const { stateDir, env, build } = this.setup;
    const output = join(stateDir, 'logs', 'gateway.log');
    return launch(programOf(this.#socketPath, build), this.#socketPath, env, output);
  }

  async #ofThisBuild(found: Hello): Promise<Hello> {
    const { build, log } = this.setup;
    if (found.build === build) return found;
    try {
      await call(this.#socketPath, 'succeed', programOf(this.#socketPath, build));
    } catch (error) {
      log.error(
        { error, found: found.build, build },
        'the gateway could not be replaced by a newer one, and goes on',
      );
    }
    return call(this.#socketPath, 'hello', undefined);
  }

  /** Returns at once; when the gateway ends, another is started and told all. */
  async #watch(): Promise<void> {
    await call(this.#socketPath, 'watch', undefined, this.#closing.signal).catch(() => undefined);
    if (this.#closing.signal.aborted) return;
    this.setup.log.error('the gateway has ended; another is started');
    this.#up = this.#again();
  }

  async #again(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#begin();
        break;
      } catch (error) {
        this.setup.log.error({ error }, 'the gateway could not be started');
        await sleep(retryMs);
      }
    }
    for (const service of this.#services) service.repeat();
  }

  /** Asks until somebody answers. */
  async #ask<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Calls[Name]['output']> {
    for (;;) {
      await this.#up;
      try {
        return await call(this.#socketPath, name, input, signal);
      } catch (error) {
        if (error instanceof GatewayRefusal || signal?.aborted || this.#closing.signal.aborted) throw error;
        await sleep(retryMs);
      }
    }
  }
}
