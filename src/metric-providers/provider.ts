import type { SiteService } from '../domain/release.js';
import type { Past } from '../domain/judge/past.js';
import type { SiteReading } from '../domain/judge/reading.js';

/** What to read: one service at some sites, canary against the stable version beside it. */
export interface ReadRequest {
  readonly service: string;
  readonly sites: readonly SiteService[];
  /** Commit of the canary; the arms are told apart by `track`, and an older canary's series by `version`. */
  readonly canary: string;
}

/** Absolute counters at the last reading, per site and series; plain JSON. Undefined before the first reading. */
export type Cursor = Readonly<Record<string, unknown>>;

export interface Reading {
  /** Evaluation time of all counts, ISO 8601. */
  readonly at: string;
  readonly sites: readonly SiteReading[];
  /** Give it to the next read. A site that could not be read keeps its last counters, so nothing is lost. */
  readonly cursor: Cursor;
}

/** What to read of the past: the stable fleet of one service at some sites. */
export interface PastRequest {
  readonly service: string;
  readonly sites: readonly SiteService[];
  /** Wanted length of a poll in ms. Where the source cannot have that, it answers with its own. */
  readonly interval: number;
}

/** What a provider found of the past of one site. */
export type SitePast =
  | { readonly site: string; readonly kind: 'past'; readonly past: Past }
  /** It knows nothing yet, or did not answer with a past; `why` is a sentence. */
  | { readonly site: string; readonly kind: 'unknown'; readonly why: string };

/** A site whose readings are rebuilt. A cursor has no empty buckets, so `edges` (seconds) are those that must be there. */
export interface RebuiltSite {
  readonly site: string;
  readonly edges: readonly number[];
}

/**
 * What was read, from the cursors after each reading, oldest first: for each of them what `read` gave for these sites. A
 * site that did not answer shows as one where nothing happened.
 */
export type Rebuild = (
  sites: readonly RebuiltSite[],
  cursors: readonly Cursor[],
) => readonly (readonly SiteReading[])[];

/**
 * Where counts come from. Counts are integer differences since the cursor, reset-safe; a series born after the canary
 * started counts from 0, one that is older than the first reading counts from that reading on. It never throws for what
 * a server answers: each site has its own `no-data` or `provider-error`.
 */
export interface MetricProvider {
  read(request: ReadRequest, since: Cursor | undefined, stop: AbortSignal): Promise<Reading>;
  /** The last day, at most. Like `read`, it never throws for what a server answers. */
  past(request: PastRequest, stop: AbortSignal): Promise<readonly SitePast[]>;
}
