import type { ServiceWarning } from '../deploy-targets/process/protocol.js';
import { short } from '../domain/ids.js';
import { diskFull, isFull } from './disk.js';
import type { Instance } from './instance.js';

/** That often within a minute, and a version is said to be crashing instead of just started again. */
export const crashLimit = 3;

export interface Circumstances {
  readonly stateDir: string;
  /** The last state could not be written down. */
  readonly unwritten: boolean;
  /** The newest state on disk was damaged. */
  readonly restored: boolean;
  readonly ttlExpired: boolean;
  readonly instances: readonly Instance[];
}

/** What a person should know of a service that may run all the same, each with what to do. */
export function warningsOf(now: Circumstances): ServiceWarning[] {
  const warnings: ServiceWarning[] = [];
  const warn = (code: ServiceWarning['code'], message: string) => warnings.push({ code, message });
  if (now.unwritten || isFull(now.stateDir)) warn('disk-full', diskFull(now.stateDir));
  if (now.restored) {
    const file = 'The newest state on disk was damaged, and lies beside it as .json.damaged';
    warn('state-restored', `${file}. The agent went on from the state before it. Deploy again to be sure.`);
  }
  if (now.ttlExpired) {
    const nobody = 'Nobody renewed the canary in time, so all traffic went back to the stable version';
    warn('ttl-expired', `${nobody}. See whether the worker runs; it goes on when it does.`);
  }
  for (const { id, version, crashes } of now.instances) {
    if (crashes < crashLimit) continue;
    const ended = `Instance ${id} of version ${short(version.commit)} has ended by itself ${crashes} times in a row`;
    warn(
      'crash-looping',
      `${ended}. It is started again after growing pauses; roll back or fix the version.`,
    );
  }
  return warnings;
}
