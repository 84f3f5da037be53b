import type { SiteService } from '../domain/release.js';
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

/**
 * Where counts come from. Counts are integer differences since the cursor, reset-safe; a series born after the canary
 * started counts from 0, one that is older than the first reading counts from that reading on. It never throws for what
 * a server answers: each site has its own `no-data` or `provider-error`.
 */
export interface MetricProvider {
  read(request: ReadRequest, since: Cursor | undefined, stop: AbortSignal): Promise<Reading>;
}
