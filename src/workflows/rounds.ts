import { isCancellation, sleep } from '@temporalio/workflow';
import type { SiteVersion } from '../domain/announcements/announcement.js';
import type { Undo } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import type { Applied, SiteService } from '../domain/release.js';
import { failureOf, isActivityFailure, type Failure } from './failures.js';
import { putBack } from './put-back.js';
import { atAllSites, ifStable, SiteFailure, stableAt, write } from './sites.js';
import type { View } from './view.js';

/** A round: one activity with its own retries. A failed round is said once, and the next begins, for ever. */
const roundMs = 60_000;
const pauses = { first: 5_000, most: 60_000 };

type Ended = 'done' | 'left';

async function inRounds(
  round: () => Promise<void>,
  onFailure: (failure: Failure, n: number) => 'again' | 'leave',
): Promise<Ended> {
  for (let n = 1, pause = pauses.first; ; n += 1, pause = Math.min(2 * pause, pauses.most)) {
    try {
      await round();
      return 'done';
    } catch (error) {
      if (!isActivityFailure(error) || isCancellation(error)) throw error;
      if (onFailure(failureOf(error), n) === 'leave') return 'left';
    }
    await sleep(pause, { summary: `until round ${n + 1}` });
  }
}

/**
 * Makes the new version stable at every site. A site that cannot be reached is tried again for ever, which is said: the
 * version is proven, and a person may abort. One that does not get healthy at full capacity fails the rollout.
 */
export async function rollOut(plan: Plan, undo: Undo, view: View): Promise<void> {
  view.phase('rolling-out');
  const withinMs = Math.max(roundMs, plan.analysis.prepareTimeout);
  await atAllSites(plan.sites, (at) =>
    inRounds(
      async () =>
        sayExpired(
          at,
          view,
          await write('rollout', undo, at, withinMs, {
            stable: plan.version,
            weight: 0,
            ...ifStable(undo, at),
          }),
        ),
      (failure, n) => {
        if (failure.type !== 'Unreachable' && failure.type !== 'Timeout')
          throw new SiteFailure(at.site, failure);
        if (n === 1)
          view.tell({ kind: 'site-unreachable', site: at.site, doing: 'roll out', reason: failure.reason });
        return 'again';
      },
    ),
  );
}

/**
 * Puts back what every site ran before, all sites at once, for as long as it takes. A site that a newer generation has is
 * left to its newer owner, and one whose stable version was changed meanwhile loses the canary alone. Returns what each site runs now.
 */
export async function rollBack(undo: Undo, view: View): Promise<readonly SiteVersion[]> {
  view.phase('rolling-back');
  const stuck = new Set<string>();
  const sites = await Promise.all(
    undo.sites.map(async ({ at }): Promise<SiteVersion> => {
      const ended = await inRounds(
        async () => sayExpired(at, view, await putBack(undo, at, roundMs)),
        (failure) => stay(at, failure, stuck, view),
      );
      stuck.delete(at.site);
      view.show({ needsOperator: stuck.size > 0 });
      return ended === 'done' ? ranBefore(undo, at) : { site: at.site, left: true };
    }),
  );
  return sites;
}

/** A site on its own took the canary off its requests; now that it can be heard, this is said. */
function sayExpired({ site }: SiteService, view: View, { ttlExpired }: Applied): void {
  if (ttlExpired) view.tell({ kind: 'ttl-expired', site });
}

function stay(at: SiteService, failure: Failure, stuck: Set<string>, view: View): 'again' | 'leave' {
  if (failure.type === 'Fenced' || failure.type === 'StableChanged') {
    view.tell({ kind: 'left-to-newer', site: at.site, reason: failure.reason });
    return 'leave';
  }
  if (stuck.has(at.site)) return 'again';
  stuck.add(at.site);
  view.tell({ kind: 'needs-operator', site: at.site, reason: failure.reason });
  view.show({ needsOperator: true });
  return 'again';
}

function ranBefore(undo: Undo, at: SiteService): SiteVersion {
  const { stable } = stableAt(undo, at);
  return { site: at.site, ...(stable && { commit: stable.commit }) };
}
