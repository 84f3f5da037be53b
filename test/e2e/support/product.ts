import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The program as `npm test` has built it, else as it is in this clone. */
export const merganser =
  process.env['MERGANSER_TEST_PROGRAM'] ??
  fileURLToPath(new URL('../../../bin/merganser.js', import.meta.url));

export type Env = Readonly<Record<string, string | undefined>>;

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, which need not be a good one. */
export async function run(program: string, args: readonly string[], env: Env): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(program, args, {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 30_000,
  });
  return { exitCode, stdout, stderr };
}

/** Runs a command of `merganser` to its end. */
export const runProduct = (args: readonly string[], env: Env, program = merganser) =>
  run(process.execPath, [program, ...args], env);

/** A `merganser` that runs until it is ended. */
export interface Product {
  readonly pid: number;
  /** What it has printed. */
  readonly output: () => string;
  /** The exit code once it has ended, as a shell says it: 128 + n for signal n. */
  readonly ended: Promise<number>;
  signal(signal: NodeJS.Signals): void;
  /** The power cut. */
  kill(): Promise<void>;
  /** The polite end. */
  stop(): Promise<void>;
  /** The lines of its log so far. */
  log(): readonly LogLine[];
}

/** A line of a log, with whatever it says beside its message. */
export type LogLine = { readonly msg: string } & Readonly<Record<string, unknown>>;

const running = new Set<ChildProcess>();

const cleanUps: (() => void)[] = [];
process.once('exit', () => cleanUps.forEach((cleanUp) => cleanUp()));
process.once('SIGTERM', () => {
  cleanUps.splice(0).forEach((cleanUp) => cleanUp());
  process.kill(process.pid, 'SIGTERM');
});

/** AVA ends a test process that takes too long by SIGTERM: then there are no teardowns, but this. */
export function atLast(cleanUp: () => void): void {
  cleanUps.push(cleanUp);
}
atLast(() => running.forEach((child) => child.kill('SIGKILL')));

const graceMs = 15_000;

/** Starts a process of `merganser`, and resolves when it says that it is ready. */
export async function startProduct(args: readonly string[], env: Env, program = merganser): Promise<Product> {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const ended = (once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>)
    .finally(() => running.delete(child))
    .then(([code, signal]) => code ?? 128 + (signal ? constants.signals[signal] : 0));
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(force);
  };
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (/"msg":"the \w+ is ready"/.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`merganser ${args.join(' ')} ended:\n${output}`)));
  });
  const lines = () => output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    signal: (signal) => child.kill(signal),
    kill: end('SIGKILL'),
    stop: end('SIGTERM'),
    log: () => lines().map((line) => JSON.parse(line) as LogLine),
  };
}
