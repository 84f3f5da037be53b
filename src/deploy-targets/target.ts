import type { Applied, Desired, Observed, SiteService } from '../domain/release.js';

/**
 * Where versions run. A target takes desired state, idempotently, and returns when the site is in it: canaries and
 * stables healthy before traffic moves, the old ones drained and gone after it.
 *
 * Errors, and no others: {@link Fenced}, {@link StableChanged}, {@link Unhealthy}, {@link Unreachable}.
 */
export interface DeployTarget {
  observe(at: SiteService, stop: AbortSignal): Promise<Observed>;
  apply(want: Desired, stop: AbortSignal): Promise<Applied>;
}

/** A site as configured, for `merganser doctor`. */
export interface SiteToCheck {
  readonly site: string;
  readonly target: SiteService['target'];
  /** This installation's name. */
  readonly owner: string;
}

/** A newer generation, or another owner, has the site: nothing was changed. Final. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** The site has another stable version than `ifStable` allows, which the message names: nothing was changed. Final. */
export class StableChanged extends Error {
  override readonly name = 'StableChanged';
}

/** The version cannot be fetched, built, started or does not get healthy. Final for this version. */
export class Unhealthy extends Error {
  override readonly name = 'Unhealthy';
  constructor(
    message: string,
    /** The last lines of what it printed. */
    readonly output: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The site does not answer. Worth trying again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
