import { sleep } from '@temporalio/workflow';
import type { RecoveryState } from '../activities/recovery.js';
import type { Figure } from '../domain/announcements/announcement.js';
import { isRecovered, stillBad } from '../domain/judge/aftermath.js';
import type { Plan } from '../domain/plan.js';
import { recovery } from './activities.js';
import { failureOf, isActivityFailure } from './failures.js';
import type { View } from './view.js';

const mostLooks = 12;
const seldom = 10_000;

/**
 * After a rollback: whether what was bad is well again, and after how long, for two minutes at most. What still fails then
 * may have another cause. Metrics that are away are said, and change nothing.
 */
export async function measureRecovery(
  { service, version, checks, metrics, sites, analysis }: Plan,
  problems: readonly Figure[],
  view: View,
): Promise<void> {
  view.phase('verifying');
  const began = view.times['rolling-back'] ?? Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const plan = { service, version, checks, metrics, sites };
  let state: RecoveryState | undefined;
  let why = 'nothing was read';
  for (let n = 1; n <= mostLooks; n += 1) {
    try {
      state = await recovery(`look ${n} after the rollback`)({ plan, problems, ...(state && { state }) });
      why = state.unread ?? 'there were too few requests';
    } catch (error) {
      if (!isActivityFailure(error)) throw error;
      why = failureOf(error).reason;
    }
    if (state && isRecovered(state)) return view.tell({ kind: 'healed', seconds: seconds() });
    await sleep(Math.min(seldom, 2 * analysis.interval), {
      summary: `until look ${n + 1} after the rollback`,
    });
  }
  const bad = state ? stillBad(state) : [];
  view.tell(
    bad.length > 0
      ? { kind: 'still-failing', seconds: seconds(), problems: bad }
      : { kind: 'not-measured', why },
  );
}
