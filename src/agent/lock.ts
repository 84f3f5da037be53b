import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startTimeOf } from './os-processes.js';

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** Makes sure that no other agent works on a state directory. Returns how to give it back. */
export function lock(stateDir: string): () => void {
  const file = join(stateDir, 'agent.lock');
  const holder = holderIn(file);
  if (holder && isAlive(holder.pid, holder.startedAt)) {
    throw new Error(
      `The agent with pid ${holder.pid} uses ${stateDir}. Stop it, or give this one another --state-dir.`,
    );
  }
  const own: Holder = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? 'unknown' };
  writeFileSync(file, JSON.stringify(own));
  return () => rmSync(file, { force: true });
}

function holderIn(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
