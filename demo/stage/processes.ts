import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, signalGroup, type Ledger } from './ledger.js';

/** A process that the demo runs and, when it dies, starts again. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it does its work yet. Asked until it says so. */
  readonly ready: () => Promise<boolean>;
  /** Others need it to end well, so it is ended after them. */
  readonly last?: boolean;
}

/** A process ended by itself and another was started. */
export interface Restart {
  readonly name: string;
  readonly how: string;
  readonly pid: number;
}

const readyWithinMs = 60_000;
const restartAfterMs = 500;
const graceMs = 10_000;

interface Running {
  readonly program: Program;
  pid: number;
  wanted: boolean;
  ended: Promise<string>;
}

/** The demo's processes: each in a group of its own, with a log file, recorded in the ledger. */
export class Processes {
  private readonly running = new Map<string, Running>();
  private stopping = false;

  constructor(
    private readonly logs: string,
    private readonly ledger: Ledger,
    private readonly onRestart: (restart: Restart) => void = () => undefined,
  ) {
    mkdirSync(logs, { recursive: true });
  }

  /** Starts a program and resolves when it is ready; from then on it is started again whenever it dies. */
  async start(program: Program): Promise<void> {
    if (this.stopping) throw new Error('the demo is being stopped');
    const running: Running = { program, wanted: true, ...this.spawn(program) };
    this.running.set(program.name, running);
    await this.untilReady(running);
    void this.keep(running);
  }

  pidOf(name: string): number | undefined {
    return this.running.get(name)?.pid;
  }

  /** Ends a process and leaves it ended. */
  async stop(name: string, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.running.get(name);
    if (!running) return;
    running.wanted = false;
    if (signal === 'SIGKILL') signalGroup(running.pid, signal);
    await end(this.entriesOf(running), graceMs);
    // Until its end was noticed here, the system keeps it as a zombie.
    await running.ended;
  }

  /** Ends everything. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    const programs = [...this.running.values()].map((running) => running.program);
    for (const last of [false, true]) {
      const now = programs.filter((program) => (program.last ?? false) === last);
      await Promise.all(now.map(({ name }) => this.stop(name)));
    }
  }

  private entriesOf({ pid }: Running) {
    return this.ledger.alive.filter((entry) => entry.pid === pid);
  }

  private spawn({ name, command, args, env }: Program): Pick<Running, 'pid' | 'ended'> {
    const log = openSync(this.logOf(name), 'a');
    const stdio: StdioOptions = ['ignore', log, log];
    const child = spawn(command, args, { env: { ...env }, detached: true, stdio });
    closeSync(log);
    const pid = child.pid ?? 0;
    this.ledger.record(name, pid);
    return { pid, ended: howEnded(child) };
  }

  private async keep(running: Running): Promise<void> {
    for (;;) {
      const how = await running.ended;
      if (this.stopping || !running.wanted) return;
      await sleep(restartAfterMs);
      if (this.stopping || !running.wanted) return;
      Object.assign(running, this.spawn(running.program));
      this.onRestart({ name: running.program.name, how, pid: running.pid });
    }
  }

  private async untilReady({ program, ended }: Running): Promise<void> {
    let how: string | undefined;
    void ended.then((text) => (how = text));
    for (const deadline = Date.now() + readyWithinMs; ; await sleep(50)) {
      if (how !== undefined) throw this.failure(program, how);
      if (await program.ready().catch(() => false)) return;
      if (Date.now() > deadline) throw this.failure(program, `is not ready after ${readyWithinMs / 1000} s`);
    }
  }

  private failure({ name }: Program, how: string): Error {
    const file = this.logOf(name);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8) : [];
    return new Error([`${name} ${how}. Its last lines, from ${file}:`, ...lines].join('\n  '));
  }

  private logOf(name: string): string {
    return join(this.logs, `${name.replaceAll(' ', '-')}.log`);
  }
}

function howEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
    );
  });
}
