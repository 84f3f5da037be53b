import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {import('node:child_process').ChildProcess} Child */

const stopAfter = 5000;

/** @type {Set<Child>} */
const running = new Set();

/**
 * Starts a program in a process group of its own: a Ctrl-C in the terminal then reaches it only through us, once.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: true });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/**
 * The exit code of a program once it has ended, in the way of a shell: 128 + n for signal n, 127 when it never started.
 *
 * @param {Child} child
 * @returns {Promise<number>}
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * Runs a program to its end and keeps what it said.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { onText?: (text: string) => void, timeout?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>}
 */
export async function run(command, args, { onText, timeout, ...options } = {}) {
  const child = start(command, args, options);
  let stdout = '';
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    output += text;
    onText?.(text);
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text;
    onText?.(text);
  });
  child.once('error', (error) => (output += error.message));
  const limit = timeout ? setTimeout(() => signalGroup(child, 'SIGKILL'), timeout) : undefined;
  const code = await ended(child);
  clearTimeout(limit);
  return { code, stdout, output };
}

/**
 * @param {Child} child
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/**
 * Stops everything started here, politely first, and waits until it is gone.
 */
export async function stopAll() {
  const children = [...running];
  const gone = Promise.all(children.map(ended));
  children.forEach((child) => signalGroup(child, 'SIGTERM'));
  const force = setTimeout(() => children.forEach((child) => signalGroup(child, 'SIGKILL')), stopAfter);
  await gone;
  clearTimeout(force);
}

/**
 * Calls back once when somebody asks this process to stop; Ctrl-C through npm arrives twice, and counts once.
 *
 * @param {(signal: NodeJS.Signals) => void} stop
 * @returns {() => void} stop listening
 */
export function onStop(stop) {
  let last = 0;
  /** @param {NodeJS.Signals} signal */
  const hear = (signal) => {
    if (Date.now() - last > 1000) stop(signal);
    last = Date.now();
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  signals.forEach((signal) => process.on(signal, hear));
  return () => signals.forEach((signal) => process.off(signal, hear));
}

/**
 * Ends this process as a stop signal would have, after everything started here has ended.
 *
 * @param {NodeJS.Signals} signal
 */
export async function stopAndExit(signal) {
  await stopAll();
  process.exit(128 + constants.signals[signal]);
}

/**
 * What a program said last.
 *
 * @param {string} output
 * @param {number} count
 */
export function lastLines(output, count) {
  return output
    .split('\n')
    .filter((text) => text.trim() !== '')
    .slice(-count);
}

/** @param {string} output */
export function lastLine(output) {
  return lastLines(output, 1)[0];
}
