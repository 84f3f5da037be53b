import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Secrets } from './secrets.js';

const maxBytes = 2_000_000;
/** Of these, the last lines are taken. */
const endBytes = 16_000;
const predecessor = '.1';

/** A file for a process to write into. Appending, so that it goes on at the start when the file is emptied. */
export function openOutput(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return openSync(file, 'a', 0o600);
}

/**
 * Moves the end of a file that has grown too long into its predecessor, and empties it. Renaming it would not do: the
 * process has it open, and the agent may be gone when it writes on.
 */
export function rotateOutput(file: string): void {
  const fd = open(file, 'r+');
  if (fd === undefined) return;
  try {
    const { size } = fstatSync(fd);
    if (size <= maxBytes) return;
    const old = `${file}${predecessor}`;
    try {
      writeFileSync(old, readAt(fd, size - maxBytes, maxBytes), { mode: 0o600 });
      // What came meanwhile. Only what is written between this line and the next is lost.
      appendFileSync(old, readAt(fd, size, maxBytes));
    } catch {
      // On a full disk the room matters more than the lines.
      rmSync(old, { force: true });
    }
    ftruncateSync(fd, 0);
  } finally {
    closeSync(fd);
  }
}

/** Deletes the oldest outputs of a folder, except for so many, each with its predecessor. */
export function keepNewest(folder: string, count: number): void {
  const files = names(folder)
    .filter((name) => !name.endsWith(predecessor))
    .map((name) => join(folder, name));
  const byAge = files.map((file) => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { file } of byAge.slice(count)) removeOutput(file);
}

export function removeOutput(file: string): void {
  for (const name of [file, `${file}${predecessor}`]) rmSync(name, { force: true });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The last lines of an output, as people want them below an error, without the secrets in them. */
export function lastLines(file: string, secrets = new Secrets(), count = 10): string[] {
  const { text, isWhole } = endOf(file, secrets);
  const before = isWhole ? endOf(`${file}${predecessor}`, secrets).text : '';
  return `${before}${text}`
    .replaceAll('\0', '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => line.slice(0, 500));
}

function endOf(file: string, secrets: Secrets): { text: string; isWhole: boolean } {
  const fd = open(file, 'r');
  if (fd === undefined) return { text: '', isWhole: true };
  try {
    const text = secrets.mask(readEnd(fd, endBytes).toString('utf8'));
    const isWhole = fstatSync(fd).size <= endBytes;
    // The beginning may be the end of a secret, which nobody would recognise.
    return { text: isWhole ? text : text.slice(secrets.longest), isWhole };
  } finally {
    closeSync(fd);
  }
}

function open(file: string, flags: string): number | undefined {
  try {
    return openSync(file, flags);
  } catch {
    return undefined;
  }
}

function readEnd(fd: number, bytes: number): Buffer {
  const { size } = fstatSync(fd);
  return readAt(fd, Math.max(0, size - bytes), bytes);
}

function readAt(fd: number, from: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, Math.min(fstatSync(fd).size - from, bytes)));
  return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, from));
}
