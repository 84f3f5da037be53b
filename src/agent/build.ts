import { closeSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { formatDuration } from '../domain/durations.js';
import { type Confinement, identity } from './confinement.js';
import { openOutput, rotateOutput } from './output.js';
import { signalGroup } from './os-processes.js';

const rotateEveryMs = 1_000;

export interface Shell {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly output: string;
  readonly confinement: Confinement;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** Runs a shell command to its end: `done`, or how it failed, in words. Nothing it started is left when it is stopped. */
export async function runShell(command: string, shell: Shell): Promise<string> {
  shell.stop.throwIfAborted();
  const fd = openOutput(shell.output);
  const options = {
    cwd: shell.directory,
    env: { ...shell.env },
    detached: true,
    ...identity(shell.confinement),
  };
  const child = spawn('sh', ['-c', command], { ...options, stdio: ['ignore', fd, fd] });
  closeSync(fd);
  let timedOut = false;
  const kill = () => signalGroup(child.pid ?? 0, 'SIGKILL');
  const timer = setTimeout(() => (timedOut = kill()), shell.timeoutMs);
  const rotating = setInterval(() => rotateOutput(shell.output), rotateEveryMs);
  shell.stop.addEventListener('abort', kill);
  try {
    const end = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be run: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(code === 0 ? 'done' : `failed with ${signal ?? `exit code ${code}`}`),
      );
    });
    shell.stop.throwIfAborted();
    return timedOut ? `took longer than ${formatDuration(shell.timeoutMs)}` : end;
  } finally {
    clearTimeout(timer);
    clearInterval(rotating);
    shell.stop.removeEventListener('abort', kill);
  }
}
