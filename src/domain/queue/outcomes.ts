import { most, type Ended, type Quarantined, type Queue } from '../queue.js';
import type { Order } from '../order.js';
import { withoutAsking } from './merges.js';

/** The running deployment ended. A word from any other one changes nothing. */
export function finished(queue: Queue, ended: Ended): Queue {
  const { running, runId: _, ...rest } = queue;
  if (running?.id !== ended.id) return queue;
  return withoutAsking({
    ...rest,
    ended: [...queue.ended, ended].slice(-most),
    ...(ended.outcome === 'rolled-out' && { current: ended.commit }),
    superseded: ended.outcome === 'superseded' ? (queue.superseded ?? 0) + 1 : 0,
    quarantined: quarantined(queue, running, ended),
  });
}

/** What a deployment's end puts into quarantine: what was rolled back or aborted, and what a person went back from. */
function quarantined(queue: Queue, { merge, orphan }: Order, ended: Ended): readonly Quarantined[] {
  const before = queue.quarantined ?? [];
  const { id, commit, outcome, why = 'its deployment ended without a word' } = ended;
  if (outcome === 'rolled-out') {
    const kept = before.filter((q) => q.commit !== commit);
    const { current } = queue;
    if (!merge.back || !current || current === commit) return kept;
    const wanted = `${merge.back.by ?? 'somebody'} went back from it`;
    return added(kept, { commit: current, id, why: wanted, ...merge.back });
  }
  const bad = outcome === 'rolled-back' || outcome === 'aborted' || outcome === 'rollback-failed';
  return bad && !merge.adopt && !orphan ? added(before, { commit, id, why }) : before;
}

const added = (before: readonly Quarantined[], one: Quarantined) =>
  [...before.filter((q) => q.commit !== one.commit), one].slice(-most);
