import type { Logger } from 'pino';
import type { Confinement } from './confinement.js';
import type { SiteGateway } from './gateway/site-gateway.js';
import type { Releases } from './releases.js';
import type { Store } from './store.js';

/** How long what ends is waited for, in ms. */
export interface Patience {
  /** For the requests in flight, before SIGTERM. */
  readonly drainMs: number;
  /** After SIGTERM, before SIGKILL. */
  readonly killAfterMs: number;
}

/** What all services of an agent share. */
export interface Site {
  readonly name: string;
  /** Address on which the services listen. */
  readonly host: string;
  readonly stateDir: string;
  /** The only variables that builds and instances have of the agent's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly confinement: Confinement;
  readonly patience: Patience;
  readonly releases: Releases;
  readonly gateway: SiteGateway;
  readonly store: Store;
  /** Length of the polls of histories, in ms. */
  readonly historyGrain: number;
  readonly log: Logger;
}
