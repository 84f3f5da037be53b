import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from './identity.js';

/** A process of the demo. `leader` of a group of its own: a signal reaches all that it has started. */
export interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly startedAt: string;
}

/** Which processes are ours, kept on disk: what a `kill -9` of the demo leaves is found by the next start. */
export class Ledger {
  private entries: Entry[] = [];

  constructor(private readonly file: string) {}

  /** Everything that an earlier demo recorded and that certainly still is that process. */
  static alive(file: string): readonly Entry[] {
    if (!existsSync(file)) return [];
    return entriesIn(readFileSync(file, 'utf8')).filter((entry) => isAlive(entry));
  }

  /** Records a process; its earlier ones of that name stay as long as they live. */
  record(name: string, pid: number): void {
    const startedAt = startTimeOf(pid);
    if (startedAt === undefined) return;
    if (this.entries.some((entry) => entry.pid === pid && entry.startedAt === startedAt)) return;
    this.entries = [...this.entries.filter(isAlive), { name, pid, startedAt }];
    writeFileSync(`${this.file}.new`, JSON.stringify(this.entries, null, 2));
    renameSync(`${this.file}.new`, this.file);
  }

  get alive(): readonly Entry[] {
    return this.entries.filter(isAlive);
  }
}

function entriesIn(text: string): Entry[] {
  try {
    return JSON.parse(text) as Entry[];
  } catch {
    return [];
  }
}

export const isAlive = ({ pid, startedAt }: Entry) => startTimeOf(pid) === startedAt;

/** Signals a process and its group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No group of that id, or nobody is left: the process itself is tried, then it is gone.
    }
  }
}

/** Ends processes, politely first: all at once, SIGKILL for those left after `graceMs`. Returns when all are gone. */
export async function end(entries: readonly Entry[], graceMs: number): Promise<void> {
  entries.filter(isAlive).forEach(({ pid }) => signalGroup(pid, 'SIGTERM'));
  const force = Date.now() + graceMs;
  for (let left = entries.filter(isAlive); left.length > 0; left = left.filter(isAlive)) {
    if (Date.now() >= force) left.forEach(({ pid }) => signalGroup(pid, 'SIGKILL'));
    await sleep(25);
  }
}
