import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';
import type { Releases } from './releases.js';
import type { Store } from './store.js';

/** What all services of an agent share. */
export interface Site {
  readonly name: string;
  /** Address on which the services listen. */
  readonly host: string;
  readonly stateDir: string;
  /** The only variables that builds and instances have of the agent's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly releases: Releases;
  readonly metrics: Metrics;
  readonly store: Store;
  /** Length of the polls of histories, in ms. */
  readonly historyGrain: number;
  readonly log: Logger;
}
