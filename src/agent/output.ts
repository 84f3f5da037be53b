import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const maxBytes = 1_000_000;
const keptBytes = 64_000;

/** A file for a process to write into. Appending, so that it can be cut short while the process writes. */
export function openOutput(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a');
}

/** Cuts a file that has grown too long down to its end. */
export function trimOutput(file: string): void {
  const fd = open(file, 'r+');
  if (fd === undefined) return;
  try {
    if (fstatSync(fd).size <= maxBytes) return;
    const end = readEnd(fd, keptBytes);
    ftruncateSync(fd, 0);
    writeSync(fd, end, 0);
  } finally {
    closeSync(fd);
  }
}

/** Deletes the oldest files of a folder, except for so many. */
export function keepNewest(folder: string, count: number): void {
  const files = names(folder).map((name) => join(folder, name));
  const byAge = files.map((file) => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { file } of byAge.slice(count)) rmSync(file, { force: true });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The last lines of a file, as people want them below an error. */
export function lastLines(file: string, count = 10): string[] {
  const fd = open(file, 'r');
  if (fd === undefined) return [];
  try {
    const lines = readEnd(fd, 16_000).split('\n');
    return lines
      .filter((line) => line.trim() !== '')
      .slice(-count)
      .map((line) => line.slice(0, 500));
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

function readEnd(fd: number, bytes: number): string {
  const size = fstatSync(fd).size;
  const buffer = Buffer.alloc(Math.min(size, bytes));
  const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
  return buffer.toString('utf8', 0, read);
}
