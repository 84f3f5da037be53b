import { setTimeout as sleep } from 'node:timers/promises';
import type { Version } from '../domain/release.js';
import type { InstanceState, ServiceProblem } from '../deploy-targets/process/protocol.js';
import type { Confinement } from './confinement.js';
import { untilHealthy } from './health.js';
import type { SeriesLabels } from '../gateway/counts.js';
import { freePort, isFree } from './ports.js';
import { problemOf, VersionProblem } from './problem.js';
import { ServiceProcess } from './service-process.js';
import { type InstanceRecord, versionKey } from './record.js';

const steadyMs = 60_000;
const longestPauseMs = 30_000;

export interface InstanceSetup {
  readonly id: string;
  readonly version: Version;
  readonly track: InstanceState['track'];
  readonly directory: string;
  readonly output: string;
  readonly confinement: Confinement;
  /** How long it has to end after SIGTERM. */
  readonly killAfterMs: number;
  /** Makes sure that the files of the version are there. */
  prepare(stop: AbortSignal): Promise<void>;
  /** The last lines that it printed. */
  said(): string[];
  /** Read at each start, because a file may be behind it. */
  environment(port: number): Record<string, string>;
  changed(): void;
  /** A healthy instance has ended by itself for the n-th time within a minute; it is started again. */
  crashed(times: number, problem: ServiceProblem): void;
}

/** One copy of a version: a process that is started again, after a growing pause, when it ends by itself. */
export class Instance {
  readonly id: string;
  readonly version: Version;
  readonly key: string;
  track: InstanceState['track'];
  /** Under which its requests are counted, once it has had a share of them. */
  labels?: SeriesLabels;
  #healthySince?: number;
  /** Why it last ended by itself. */
  problem?: ServiceProblem;
  /** How often it has ended by itself since it last ran for a while. */
  crashes = 0;
  #steady?: NodeJS.Timeout;
  #process?: ServiceProcess;
  #ready: Promise<void> = Promise.resolve();
  #wasHealthy = false;
  #abandoned = false;
  readonly #stopping = new AbortController();

  constructor(private readonly setup: InstanceSetup) {
    this.id = setup.id;
    this.version = setup.version;
    this.key = versionKey(setup.version);
    this.track = setup.track;
  }

  get healthy(): boolean {
    return this.#healthySince !== undefined;
  }

  /** Milliseconds since it became healthy; 0 when it is not. */
  get healthyFor(): number {
    return this.#healthySince === undefined ? 0 : performance.now() - this.#healthySince;
  }

  get port(): number {
    return this.#process?.port ?? 0;
  }

  /** 0 while it has no process. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  start(): void {
    this.#run(() => this.#launch());
  }

  /** Goes on with the process of an earlier agent, or starts one in place of it when it has died. */
  resume({ pid, startedAt, port }: InstanceRecord): void {
    this.#wasHealthy = true;
    const process = (this.#process = ServiceProcess.adopt(pid, startedAt, port));
    // It has served while there was no agent, and is to go on while it is looked at.
    if (process) this.#healthySince = performance.now();
    this.#run(() => (process ? Promise.resolve(process) : this.#launch()));
  }

  /** Returns when it is healthy, throws when its first start has failed. */
  ready(): Promise<void> {
    return this.#ready;
  }

  async stop(graceMs = this.setup.killAfterMs): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#steady);
    this.#healthySince = undefined;
    await this.#process?.stop(graceMs);
  }

  /** Leaves the process running, for the next agent. */
  abandon(): void {
    this.#abandoned = true;
    this.#stopping.abort();
  }

  record(): InstanceRecord | undefined {
    if (!this.#process) return undefined;
    const { pid, startedAt, port } = this.#process;
    return { id: this.id, track: this.track, version: this.version, pid, startedAt, port };
  }

  state(): InstanceState {
    const { id, track, healthy, pid, port } = this;
    return { id, track, commit: this.version.commit, pid, port, healthy };
  }

  #run(first: () => Promise<ServiceProcess>): void {
    this.#attempt(() => this.#becomeHealthy(first));
    void this.#supervise();
  }

  #attempt(work: () => Promise<void>): void {
    this.#ready = work();
    this.#ready.catch(() => undefined);
  }

  async #supervise(): Promise<void> {
    for (;;) {
      const begun = performance.now();
      const problem = await this.#lifetime();
      if (this.#stopping.signal.aborted) return;
      this.#healthySince = undefined;
      clearTimeout(this.#steady);
      this.problem = problem;
      // What is left of its group would keep files and perhaps the port.
      await this.#process?.stop(0);
      this.#process = undefined;
      if (!this.#wasHealthy) return;
      this.crashes = performance.now() - begun > steadyMs ? 1 : this.crashes + 1;
      this.setup.crashed(this.crashes, problem);
      this.setup.changed();
      const pause = Math.min(250 * 2 ** this.crashes, longestPauseMs);
      this.#attempt(() => this.#startAgain(pause));
    }
  }

  async #startAgain(pauseMs: number): Promise<void> {
    await sleep(pauseMs, undefined, { signal: this.#stopping.signal });
    await this.#becomeHealthy(() => this.#launch());
  }

  async #lifetime(): Promise<ServiceProblem> {
    try {
      await this.#ready;
      const how = (await this.#process?.exited) ?? 'ended';
      const message = `\`${this.version.start}\` ${how} after it had been healthy`;
      return { code: 'crashed', message, output: this.setup.said() };
    } catch (error) {
      return problemOf(error);
    }
  }

  async #becomeHealthy(begin: () => Promise<ServiceProcess>, triesLeft = 3): Promise<void> {
    const process = await begin();
    this.#process = process;
    this.setup.changed();
    try {
      await untilHealthy(process, this.version, () => this.setup.said(), this.#stopping.signal);
    } catch (error) {
      if (!this.#abandoned) await process.stop(0);
      this.#stopping.signal.throwIfAborted();
      if (triesLeft > 1 && hasEnded(error) && !(await isFree(process.port)))
        return this.#becomeHealthy(() => this.#launch(), triesLeft - 1);
      throw error;
    }
    this.#healthySince = performance.now();
    this.#wasHealthy = true;
    if (this.crashes > 0) this.#steady = setTimeout(() => this.#recovered(), steadyMs).unref();
    this.setup.changed();
  }

  #recovered(): void {
    this.crashes = 0;
    this.problem = undefined;
    this.setup.changed();
  }

  async #launch(): Promise<ServiceProcess> {
    await this.setup.prepare(this.#stopping.signal);
    const port = await freePort();
    this.#stopping.signal.throwIfAborted();
    const { directory, output, confinement } = this.setup;
    const env = this.setup.environment(port);
    return ServiceProcess.spawn({ command: this.version.start, directory, output, port, env, confinement });
  }
}

/** Ended before it was healthy. When its port is not free even so, another process took that after it was found free. */
function hasEnded(error: unknown): boolean {
  return error instanceof VersionProblem && ['start-failed', 'crashed'].includes(error.problem.code);
}
