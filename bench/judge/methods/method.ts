import type { InstanceHistory } from '../../../src/domain/judge/dispersion.js';
import type { SiteReading } from '../../../src/domain/judge/reading.js';

/** Seconds between polls; polls until the verdict is due, at most, and until the canary is warm. */
export const timing = { interval: 5, deadline: 120, latest: 240, warm: 12 };

/** The past of one stream's service, split into two arms of disjoint stable instances. */
export interface Past {
  readonly a: InstanceHistory;
  readonly b: InstanceHistory;
}

/** What a method may know before the canary starts. */
export interface Setup {
  /** By stream: a site, or a check. */
  readonly pasts: readonly Past[];
  /** Whether the streams are one check at several sites, which may be pooled, or several checks. */
  readonly streams: 'sites' | 'checks';
  /** Requests a second of the canary, planned, at each site. */
  readonly canaryRate: number;
}

/** How a method stands after a poll. */
export interface Standing {
  readonly bad: boolean;
  readonly good: boolean;
  readonly rolledBack: boolean;
  /** Rolled out or given up: nothing more can happen. */
  readonly ended: boolean;
}

export interface Run {
  /** One reading of every stream. */
  poll(readings: readonly SiteReading[]): Standing;
}

/** A way to judge a canary, under test. */
export interface Method {
  readonly name: string;
  start(setup: Setup): Run;
}
