import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const marker = 'MERGANSER_TEST_RUN';

/** The environment by which every process that a test run starts, however indirectly, is known as its own. */
export const mark = { [marker]: `${process.pid}-${Date.now()}` };

/** A process that a test started and did not stop. */
export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/** Ends what the tests left running, and says what it was. Processes are found in /proc: elsewhere there is nothing to see. */
export async function endLeftovers(patience = 5000): Promise<readonly Leftover[]> {
  const until = Date.now() + patience;
  let left = await leftovers();
  while (left.length > 0 && Date.now() < until) {
    await pause(100);
    left = await leftovers();
  }
  left.forEach(({ pid }) => kill(pid));
  return left;
}

async function leftovers(): Promise<readonly Leftover[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map(async (pid) => ((await isOurs(pid)) ? describe(pid) : undefined)));
  return all.filter((one) => one !== undefined);
}

async function isOurs(pid: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`${marker}=${mark[marker]}`);
}

async function describe(pid: string): Promise<Leftover> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return { pid: Number(pid), command: command.replaceAll('\0', ' ').trim() };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
