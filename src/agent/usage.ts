import { setImmediate as turn } from 'node:timers/promises';
import { pids, readProc, statOf } from './os-processes.js';

/** What a process group uses. */
export interface Usage {
  /** Resident memory in bytes. */
  readonly memory: number;
  /** CPU time since its start in seconds, with that of children that have ended. */
  readonly cpu: number;
}

/** Linux tells programs times in hundredths of a second, on every machine. */
const ticksPerSecond = 100;

/** What each of these process groups uses; those that cannot be seen, as where there is no /proc, are left out. */
export async function usageOf(groups: readonly number[]): Promise<ReadonlyMap<number, Usage>> {
  const sums = new Map<number, Usage>(groups.map((group) => [group, { memory: 0, cpu: 0 }]));
  for (const [i, pid] of (groups.length > 0 ? pids() : []).entries()) {
    // One is read quickly, but there may be thousands, and the requests to the services must not wait for them.
    if (i % 50 === 49) await turn();
    const fields = statOf(pid);
    const group = Number(fields[2]);
    const sum = sums.get(group);
    if (sum) sums.set(group, { memory: sum.memory + residentOf(pid), cpu: sum.cpu + cpuIn(fields) });
  }
  return new Map([...sums].filter(([, { memory }]) => memory > 0));
}

/** Its own, and that of its children that have ended, in user and system mode. */
function cpuIn(stat: readonly string[]): number {
  return stat.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticksPerSecond;
}

/** Not from `stat`, where it is in pages. None of a process that has just ended. */
function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status'))?.[1] ?? 0) * 1024;
}
