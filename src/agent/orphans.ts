import { groupOf, pids, readProc } from './proc.js';

/** Everything that the agent starts carries this in its environment, with the agent's state directory. */
export const ownerVariable = 'MERGANSER_AGENT_STATE';

/**
 * Ends what an earlier agent on this state directory has started and nobody will take over: builds, and instances that
 * it had no time to write down. Only where there is /proc.
 */
export function endOrphans(stateDir: string, adopted: ReadonlySet<number>): number[] {
  const orphans = pids().filter((pid) => isOurs(pid, stateDir) && !adopted.has(groupOf(pid)));
  for (const pid of orphans) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return orphans;
}

function isOurs(pid: number, stateDir: string): boolean {
  return pid !== process.pid && readProc(pid, 'environ').split('\0').includes(`${ownerVariable}=${stateDir}`);
}
