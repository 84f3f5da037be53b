import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { SiteVersion } from '../domain/announcements/announcement.js';
import type { Undo } from '../domain/order.js';
import type { SiteService } from '../domain/release.js';
import type { Controls } from './controls.js';
import type { Failure } from './failures.js';
import { inRounds, roundOf, sayExpired } from './rounds.js';
import { putBack } from './put-back.js';
import { stableAt } from './sites.js';
import type { View } from './view.js';

/**
 * Puts back what every site ran before, all sites at once, for as long as it takes. A site that a newer generation has is
 * left to its newer owner, one whose stable version was changed meanwhile loses the canary alone, and one that a person gives
 * up stays as it is. Returns what each site runs now.
 */
export async function rollBack(undo: Undo, controls: Controls, view: View): Promise<readonly SiteVersion[]> {
  view.phase('rolling-back');
  return Promise.all(
    undo.sites.map(async ({ at }) => {
      const round = () => tryOn(at, undo, controls, view);
      const isBack = (await (controls.all ? unlessLeft(at, controls, round) : round())) === 'done';
      const stuck = (view.now.stuck ?? []).filter((site) => site !== at.site);
      view.show({ stuck, needsOperator: stuck.length > 0 });
      return isBack ? ranBefore(undo, at) : { site: at.site, left: true };
    }),
  );
}

function tryOn(at: SiteService, undo: Undo, controls: Controls, view: View): Promise<'done' | 'left'> {
  const withinMs = roundOf(undo.prepareTimeout);
  return inRounds(async () => sayExpired(at, view, await putBack(undo, at, withinMs)), {
    onFailure: (failure) => stay(at, failure, view),
    retries: () => controls.retries,
  });
}

/** A person may give a site up, whatever is under way there. */
async function unlessLeft(
  { site }: SiteService,
  { left }: Controls,
  work: () => Promise<'done' | 'left'>,
): Promise<'done' | 'left'> {
  if (left.has(site)) return 'left';
  const scope = new CancellationScope({ parent: CancellationScope.current(), cancellable: true });
  void condition(() => left.has(site)).then(() => scope.cancel());
  try {
    return await scope.run(work);
  } catch (error) {
    if (isCancellation(error) && left.has(site)) return 'left';
    throw error;
  }
}

function stay(at: SiteService, failure: Failure, view: View): 'again' | 'leave' {
  if (failure.type === 'Fenced' || failure.type === 'StableChanged') {
    view.tell({ kind: 'left-to-newer', site: at.site, reason: failure.reason });
    return 'leave';
  }
  const { stuck = [] } = view.now;
  if (stuck.includes(at.site)) return 'again';
  view.tell({ kind: 'needs-operator', site: at.site, reason: failure.reason });
  view.show({ stuck: [...stuck, at.site], needsOperator: true });
  return 'again';
}

function ranBefore(undo: Undo, at: SiteService): SiteVersion {
  const { stable } = stableAt(undo, at);
  return { site: at.site, ...(stable && { commit: stable.commit }) };
}
