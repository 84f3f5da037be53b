import { createHash } from 'node:crypto';
import type { Version } from '../domain/release.js';
import type {
  InstanceState,
  ServiceProblem,
  ServiceState,
  WantedService,
} from '../deploy-targets/process/protocol.js';
import type { Lease } from './ttl.js';

/** The versions that have the traffic now, as opposed to those that are wanted. */
export interface InForce {
  readonly stable?: Version;
  readonly canary?: Version;
  readonly weight: number;
}

/** What is needed to find an instance again after the agent died. */
export interface InstanceRecord {
  readonly id: string;
  readonly track: InstanceState['track'];
  readonly version: Version;
  readonly port: number;
  readonly pid: number;
  /** Start time of the process, so that another with the same pid is not taken for it. */
  readonly startedAt: string;
}

/** All that the agent knows of a service, kept on disk. */
export interface ServiceRecord {
  readonly service: string;
  readonly wanted: WantedService;
  readonly progress: ServiceState['progress'];
  readonly problem?: ServiceProblem;
  readonly inForce: InForce;
  /** The stable version before the one in force, kept startable for a rollback. */
  readonly previous?: Version;
  readonly port?: number;
  /** The ttl of `wanted` has passed: the canary gets nothing. */
  readonly ttlExpired: boolean;
  readonly ttlExpiredBefore?: boolean;
  /** What is left of that ttl. */
  readonly lease?: Lease;
  readonly instances: readonly InstanceRecord[];
}

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Equal for versions that run the same: how many instances they have does not matter. */
export function versionKey(v: Version): string {
  const env = Object.entries(v.env).sort(([a], [b]) => (a < b ? -1 : 1));
  return digest([v.commit, v.repository, v.build, v.start, v.health, env, v.envFile]).slice(0, 16);
}

/** Folder name of the built files: the same commit built in another way is another release. */
export function releaseName(v: Version): string {
  return `${v.commit}-${digest([v.repository, v.build]).slice(0, 8)}`;
}
