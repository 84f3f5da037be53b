import { groupOf, pids, readProc } from './os-processes.js';

/** Everything that the agent starts carries this in its environment, with the agent's state directory. */
export const ownerVariable = 'MERGANSER_AGENT_STATE';

/** What is no orphan. */
export interface Kept {
  /** Process groups that are taken over. */
  readonly groups: ReadonlySet<number>;
  /** Services of which nobody knows what they should run. */
  readonly services: ReadonlySet<string>;
}

/**
 * Ends what an earlier agent on this state directory has started and nobody will take over: builds, and instances that
 * it had no time to write down. Only where there is /proc.
 */
export function endOrphans(stateDir: string, kept: Kept): number[] {
  const orphans = pids().filter(
    (pid) => isOurs(pid, stateDir, kept.services) && !kept.groups.has(groupOf(pid)),
  );
  for (const pid of orphans) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return orphans;
}

function isOurs(pid: number, stateDir: string, foreign: ReadonlySet<string>): boolean {
  if (pid === process.pid) return false;
  const environment = readProc(pid, 'environ').split('\0');
  if (!environment.includes(`${ownerVariable}=${stateDir}`)) return false;
  const service = environment.find((variable) => variable.startsWith('SERVICE='))?.slice('SERVICE='.length);
  return service === undefined || !foreign.has(service);
}
