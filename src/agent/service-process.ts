import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Confinement, identity, limited } from './confinement.js';
import { openOutput } from './output.js';
import { isAlive, signalGroup, startTimeOf } from './os-processes.js';

export interface Launch {
  readonly command: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly output: string;
  readonly port: number;
  readonly confinement: Confinement;
}

/**
 * A process of a service, in a group of its own: it outlives the agent, and a signal reaches all that the start
 * command has started.
 */
export class ServiceProcess {
  private constructor(
    readonly pid: number,
    readonly startedAt: string,
    readonly port: number,
    /** How it ended, in words. Never rejects. */
    readonly exited: Promise<string>,
  ) {}

  static spawn({ command, directory, env, output, port, confinement }: Launch): ServiceProcess {
    const fd = openOutput(output);
    const options = { cwd: directory, env: { ...env }, detached: true, ...identity(confinement) };
    const confined = limited(withoutShell(command), confinement);
    const child = spawn('sh', ['-c', confined], { ...options, stdio: ['ignore', fd, fd] });
    closeSync(fd);
    child.unref();
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be run: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(signal ? `was ended by ${signal}` : `exited with code ${code}`),
      );
    });
    const pid = child.pid ?? 0;
    return new ServiceProcess(pid, startTimeOf(pid) ?? 'gone', port, exited);
  }

  /** Takes over a process that an earlier agent started; undefined when it has died. */
  static adopt(pid: number, startedAt: string, port: number): ServiceProcess | undefined {
    if (!isAlive(pid, startedAt)) return undefined;
    return new ServiceProcess(pid, startedAt, port, untilGone(pid, startedAt));
  }

  /** SIGTERM, and SIGKILL for what is left after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (this.pid === 0 || !signalGroup(this.pid, 'SIGTERM')) return;
    const deadline = performance.now() + graceMs;
    while (performance.now() < deadline) {
      if (!signalGroup(this.pid, 0)) return;
      await sleep(20);
    }
    signalGroup(this.pid, 'SIGKILL');
    await this.exited;
  }
}

/** A plain command replaces its shell, so that the pid is its own; anything else needs the shell to stay. */
function withoutShell(command: string): string {
  return /^[\w./-]+( [\w./:=@,+-]+)*$/.test(command) ? `exec ${command}` : command;
}

/** The system does not tell of the end of a process that is not one's own child. */
async function untilGone(pid: number, startedAt: string): Promise<string> {
  while (isAlive(pid, startedAt)) await sleep(200, undefined, { ref: false });
  return 'ended';
}
