import type { Version } from '../../domain/release.js';

/** Body of `PUT /v1/services/<service>`: the desired state of a service at the agent's site. */
export interface WantedService {
  readonly owner: string;
  readonly generation: number;
  readonly stable?: Version;
  readonly canary?: Version;
  readonly weight: number;
  readonly ttlMs?: number;
  /**
   * A new generation is taken only while the stable commit is one of these; `null` stands for none. Absent, whatever it is.
   * Agents up to 0.1.0 do not ask.
   */
  readonly ifStable?: readonly (string | null)[];
  /** Port the proxy listens on. Absent: the one it had, else a free one, which is kept. */
  readonly port?: number;
}

export interface InstanceState {
  readonly id: string;
  readonly track: 'stable' | 'canary';
  readonly commit: string;
  readonly pid: number;
  readonly port: number;
  readonly healthy: boolean;
}

/** Why the last wanted state was not reached; `output` are the last lines of what the version printed. */
export interface ServiceProblem {
  readonly code:
    'fetch-failed' | 'build-failed' | 'start-failed' | 'never-healthy' | 'crashed' | 'agent-error';
  readonly message: string;
  readonly output: readonly string[];
}

/** What a person should know of a service that may run all the same, and what to do about it. */
export interface ServiceWarning {
  readonly code: 'disk-full' | 'state-restored' | 'crash-looping' | 'ttl-expired';
  readonly message: string;
}

/** Answer of `PUT` (202) and `GET /v1/services/<service>` (200; 404 `unknown-service` for one never seen). */
export interface ServiceState {
  readonly service: string;
  readonly site: string;
  readonly owner: string;
  readonly generation: number;
  /** `working` until the wanted state of `generation` is reached, then `settled`; `failed` with a `problem`. */
  readonly progress: 'working' | 'settled' | 'failed';
  readonly problem?: ServiceProblem;
  /** The stable version last settled, which stays the one to go back to until another has settled. */
  readonly stable?: Version;
  readonly canary?: Version;
  /** Share of the requests that the canary gets now. */
  readonly weight: number;
  /** The ttl has passed without renewal: the canary gets nothing until it is put again. */
  readonly ttlExpired: boolean;
  /** That was so when this generation came: the canary before it had lost its requests meanwhile. */
  readonly ttlExpiredBefore?: boolean;
  readonly port: number;
  readonly instances: readonly InstanceState[];
  /** Absent from agents that know none. */
  readonly warnings?: readonly ServiceWarning[];
}

/**
 * Every refusal: 400 `bad-request`, 401 `bad-token`, 404 `unknown-service` `not-found` (no such address), 409 `fenced` `foreign-owner`
 * `generation-reused` `stable-changed`; 500 `agent-error` `disk-full` `state-unreadable`, which say nothing against a version.
 */
export interface AgentRefusal {
  readonly code: string;
  readonly message: string;
}
