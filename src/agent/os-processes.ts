import { existsSync, readdirSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/** When a living process was started, in a form only good for comparison; undefined when there is none (or a zombie). */
export function startTimeOf(pid: number): string | undefined {
  if (!hasProc) return exists(pid) ? 'unknown' : undefined;
  const fields = statOf(pid);
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

export const isAlive = (pid: number, startedAt: string) => startTimeOf(pid) === startedAt;

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** All processes there are; none where there is no /proc. */
export function pids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

/** Fields of a process's `stat` from its state on, which proc(5) calls the third; none when it is gone. */
export function statOf(pid: number): string[] {
  const stat = readProc(pid, 'stat');
  // The command in parentheses may hold spaces and parentheses, so fields are counted after the last one.
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

export const groupOf = (pid: number) => Number(statOf(pid)[2]);

/** A file of a process; empty when it cannot be read. */
export function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Signals a process group. False when it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
