import type { Undo } from '../domain/order.js';
import type { Applied, SiteService } from '../domain/release.js';
import { observe } from './activities.js';
import { failureOf, isActivityFailure } from './failures.js';
import { ifStable, stableAt, write } from './sites.js';

/**
 * Puts back what a site ran before. Where somebody has made another version stable meanwhile, an older one must not replace
 * it: only the canary is taken away, and the refusal is thrown, for the site is left as it is.
 */
export async function putBack(undo: Undo, at: SiteService, withinMs: number): Promise<Applied> {
  const condition = undo.commit === undefined ? {} : ifStable(undo, at, undo.commit);
  try {
    return await write('rollback', undo, at, withinMs, { ...stableAt(undo, at), weight: 0, ...condition });
  } catch (error) {
    if (!isActivityFailure(error) || failureOf(error).type !== 'StableChanged') throw error;
    await takeCanary(undo, at, withinMs);
    throw error;
  }
}

/** The refused write left its generation unused. */
async function takeCanary(undo: Undo, at: SiteService, withinMs: number): Promise<void> {
  const { canary, stable } = await observe(withinMs, at.site)(at);
  if (canary?.commit !== undo.commit) return;
  const kept = { ...(stable && { stable }), weight: 0, ifStable: [stable?.commit ?? null] };
  await write('rollback', undo, at, withinMs, kept);
}
