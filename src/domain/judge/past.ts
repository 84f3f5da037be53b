/** The stable fleet's past at one site: counts per instance and poll, oldest first. */
export interface Past {
  /** Length of a poll in ms. */
  readonly interval: number;
  /** How many polls; every column has this length. Gaps are left out. */
  readonly polls: number;
  readonly instances: readonly PastInstance[];
}

export interface PastInstance {
  readonly instance: string;
  /** By poll; null where the instance was not there. */
  readonly requests: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  /** Upper bucket edges in seconds, ascending, null for +Inf; absent without a histogram. */
  readonly edges?: readonly (number | null)[];
  /** Per edge, by poll: requests that took at most that long, cumulative over edges. */
  readonly buckets?: readonly (readonly (number | null)[])[];
}
