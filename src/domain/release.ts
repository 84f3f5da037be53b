/** Whether an instance is up: GET `path` on its own port answers 2xx. Durations in ms. */
export interface Health {
  readonly path: string;
  readonly interval: number;
  /** How long an instance may take to become healthy. */
  readonly timeout: number;
}

/** All that a target needs to fetch, build and run a commit of a service; kept by the target for a later rollback. */
export interface Version {
  readonly commit: string;
  readonly repository: string;
  readonly build?: string;
  readonly start: string;
  readonly health: Health;
  readonly env: Readonly<Record<string, string>>;
  /** Path of a file with further environment, on the site's own machine. */
  readonly envFile?: string;
  /** Instances at full capacity. */
  readonly instances: number;
  /** Instances while it is the canary. */
  readonly canaryInstances: number;
}

/** A service at a site, with the options of that site's deploy target as configured (`sites[].target`). */
export interface SiteService {
  readonly site: string;
  readonly service: string;
  readonly target: { readonly type: string } & Readonly<Record<string, unknown>>;
}

/**
 * The desired state of a service at a site. No `stable`: none has ever been rolled out there. Neither `stable` nor
 * `canary`: the service is removed.
 */
export interface Desired {
  readonly at: SiteService;
  /** The Merganser installation that owns this service; another owner's is refused by name. */
  readonly owner: string;
  /** Fencing: base * 1000 + step. Lower than the last one applied is refused as Fenced. */
  readonly generation: number;
  readonly stable?: Version;
  readonly canary?: Version;
  /** Share of the requests that the canary gets, 0 to 1. */
  readonly weight: number;
  /** After so long without renewal the target puts all traffic back on stable by itself. On its monotonic clock. */
  readonly ttlMs?: number;
  /**
   * Commits of which one must still be the stable one there (`null`: there is none). Otherwise nothing is changed, and it is
   * refused as StableChanged. Absent: whatever is stable is replaced.
   */
  readonly ifStable?: readonly (string | null)[];
}

export interface Applied {
  readonly generation: number;
  /** The canary that was there had lost its requests, since nobody had renewed it in time. */
  readonly ttlExpired?: boolean;
}

/** What a target found at a site. */
export interface Observed {
  readonly site: string;
  readonly stable?: Version;
  readonly canary?: Version;
  /** Generation last applied; 0 for a service never seen there. */
  readonly generation: number;
  /** The installation that applied it last. Absent for a service never seen there, and where a target cannot tell. */
  readonly owner?: string;
  /** What a person should know of it, in sentences, such as that it crashes again and again. */
  readonly warnings?: readonly string[];
}
