import { short } from '../domain/ids.js';
import type { Order, Undo } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import type { Verdict } from './analysis.js';
import { rollOut } from './rounds.js';
import { SiteFailure } from './sites.js';
import type { View } from './view.js';

/** Adopting records what runs, or starts the first version: it replaces nothing. */
export function refuseAdoption(order: Order, plan: Plan, before: Undo): void {
  const other = before.sites.find((site) => site.stable && site.stable.commit !== plan.version.commit);
  if (!order.merge.adopt || !other?.stable) return;
  const reason = `it runs ${short(other.stable.commit)} already: merge or deploy instead of adopting`;
  throw new SiteFailure(other.at.site, { type: 'AlreadyRunning', reason, output: [] });
}

/**
 * Makes a version the stable one without analysis: where none is known yet, there is nothing to compare it with; and one
 * that a person wants back ran before.
 */
export async function withoutAnalysis(
  { merge }: Order,
  plan: Plan,
  undo: Undo,
  view: View,
): Promise<Verdict> {
  await rollOut(plan, undo, view);
  const { back } = merge;
  const wanted = `${back?.by ?? 'somebody'} wanted it back${back?.reason ? `: ${back.reason}` : ''}`;
  return { kind: 'roll-out', proven: false, forced: true, why: back ? wanted : 'it was adopted' };
}
