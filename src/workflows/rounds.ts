import { condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Undo } from '../domain/order.js';
import { longestPause } from '../domain/pace.js';
import type { Plan } from '../domain/plan.js';
import type { Applied, SiteService } from '../domain/release.js';
import { failureOf, isActivityFailure, type Failure } from './failures.js';
import { atAllSites, ifStable, SiteFailure, write } from './sites.js';
import type { View } from './view.js';

/** A round: one activity with its own retries. A failed round is said once, and the next begins, for ever. */
const roundMs = 60_000;
const firstPause = 5_000;

/** How long a round lasts at least: a site may have to fetch, build and start what it is to run. */
export const roundOf = (prepareTimeout = 0) => Math.max(roundMs, prepareTimeout);

interface Rounds {
  /** `leave`: no other round. */
  readonly onFailure: (failure: Failure, n: number) => 'again' | 'leave';
  /** Counts how often a person asked not to wait for the next round. */
  readonly retries: () => number;
}

export async function inRounds(
  round: () => Promise<void>,
  { onFailure, retries }: Rounds,
): Promise<'done' | 'left'> {
  const startedAt = Date.now();
  for (let n = 1, pause = firstPause; ; n += 1) {
    const before = retries();
    try {
      await round();
      return 'done';
    } catch (error) {
      if (!isActivityFailure(error) || isCancellation(error)) throw error;
      if (onFailure(failureOf(error), n) === 'leave') return 'left';
    }
    await condition(() => retries() > before, pause, { summary: `until round ${n + 1}` });
    pause = Math.min(2 * pause, longestPause(Date.now() - startedAt, workflowInfo().historyLength));
  }
}

/**
 * Makes the new version stable at every site. A site that cannot be reached is tried again for ever, which is said: the
 * version is proven, and a person may abort. One that does not get healthy at full capacity fails the rollout.
 */
export async function rollOut(plan: Plan, undo: Undo, view: View): Promise<void> {
  view.phase('rolling-out');
  const withinMs = roundOf(plan.analysis.prepareTimeout);
  const writeAt = (at: SiteService) =>
    write('rollout', undo, at, withinMs, { stable: plan.version, weight: 0, ...ifStable(undo, at) });
  await atAllSites(plan.sites, (at) =>
    inRounds(async () => sayExpired(at, view, await writeAt(at)), {
      retries: () => 0,
      onFailure: (failure, n) => {
        if (failure.type !== 'Unreachable' && failure.type !== 'Timeout')
          throw new SiteFailure(at.site, failure);
        if (n === 1)
          view.tell({ kind: 'site-unreachable', site: at.site, doing: 'roll out', reason: failure.reason });
        return 'again';
      },
    }),
  );
}

/** A site on its own took the canary off its requests; now that it can be heard, this is said. */
export function sayExpired({ site }: SiteService, view: View, { ttlExpired }: Applied): void {
  if (ttlExpired) view.tell({ kind: 'ttl-expired', site });
}
