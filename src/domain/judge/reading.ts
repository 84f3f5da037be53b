/** Counts of one arm between two polls, or since its birth. Integers. `buckets` are cumulative, by upper edge in seconds. */
export interface Counts {
  readonly requests: number;
  readonly errors: number;
  readonly buckets?: readonly Bucket[];
}

/** Requests that took at most `le` seconds; `le` is null for +Inf, which JSON does not have. */
export interface Bucket {
  readonly le: number | null;
  readonly count: number;
}

/** One instance of an arm in one reading: differences since the previous reading. */
export interface InstanceCounts extends Counts {
  readonly instance: string;
  /** What its process used, where that is known: `memory` in bytes now, `cpu` in cores since the previous reading. */
  readonly gauges?: Readonly<Record<string, number>>;
}

/** What a provider found for one site in one reading. */
export type SiteReading =
  | {
      readonly site: string;
      readonly kind: 'counts';
      readonly canary: readonly InstanceCounts[];
      readonly baseline: readonly InstanceCounts[];
    }
  /** It answered, but has no series of the canary. */
  | {
      readonly site: string;
      readonly kind: 'no-data';
      readonly baseline: readonly InstanceCounts[];
      readonly why: string;
    }
  /** It did not answer, or not with metrics. Never counts against the canary. */
  | { readonly site: string; readonly kind: 'provider-error'; readonly why: string };

/** What can be compared: where the version beside the canary is in no series, whatever the canary does proves nothing. */
export const withBaseline = (reading: SiteReading): SiteReading =>
  reading.kind === 'counts' && reading.baseline.length === 0
    ? {
        site: reading.site,
        kind: 'no-data',
        baseline: [],
        why: 'There is no series of the version beside it.',
      }
    : reading;
