import type { Figure } from '../announcements/announcement.js';
import type { StatisticalCheck } from './checks.js';
import type { Remembered } from './stream-memory.js';
import type { SitePoll } from './rows.js';
import type { StreamRules } from './rules.js';
import type { Advanced } from './stream.js';
import type { Tally } from './tally.js';

/** A stream in mid-poll: its evidence moved on, not yet concluded. */
export interface Candidate {
  readonly key: string;
  readonly check: StatisticalCheck;
  /** `all sites` for a pool. */
  readonly site: string;
  readonly pool: boolean;
  readonly rules: StreamRules;
  readonly advanced: Advanced;
  /** By how much what happens between instances raises the threshold. */
  readonly phiLive: number;
  readonly phi: number;
  readonly catastrophe: boolean;
  /** It may be dying: nothing rolls it out now. */
  readonly suspected: boolean;
  readonly figure: Figure;
  readonly tally: Tally;
  /** Of a latency check: what the tally counts are requests slower than this, in seconds. */
  readonly slowerThan?: number;
  /** Why there is nothing to compare, though the site was read. */
  readonly unlike?: string;
  readonly remembers: Remembered;
}

/** A site's part of a poll; `poll` is absent where it could not be read. */
export interface SiteInput {
  readonly site: string;
  readonly poll?: SitePoll;
}

export const allSites = 'all sites';
export const keyOf = (site: string, check: string): string => `${site}/${check}`;
