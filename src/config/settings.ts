import type { Check } from '../domain/judge/checks.js';
import type { Tuning } from '../domain/judge/tuning.js';
import type { Analysis, Policy } from '../domain/plan.js';
import type { SiteService, Version } from '../domain/release.js';

/** A service as the starter knows it: enough to map a push to it, before its own file is read. */
export interface Registration {
  readonly service: string;
  readonly repository: string;
  readonly branch: string;
  /** Globs; a push that touches none of them is not this service's. Empty: every push is. */
  readonly paths: readonly string[];
}

/** A service's settings with every default applied, bounded by the platform's limits. */
export interface ServiceSettings extends Registration {
  readonly sites: readonly SiteService[];
  readonly run: Omit<Version, 'commit' | 'repository'>;
  readonly weight: number;
  readonly analysis: Analysis;
  readonly checks: readonly Check[];
  /** Somebody said how long the analysis lasts. */
  readonly fixedDuration: boolean;
  /** An analysis whose duration comes from the traffic never lasts longer than this, in ms. Absent: nobody said so. */
  readonly mostDuration?: number;
  readonly tuning: Tuning;
  readonly policy: Policy;
  readonly metrics: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly notify: { readonly type: string } & Readonly<Record<string, string>>;
}
