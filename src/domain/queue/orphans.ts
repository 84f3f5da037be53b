import { deploymentId } from '../ids.js';
import type { Order } from '../order.js';
import type { Orphan } from '../patrol.js';
import type { Queue } from '../queue.js';

/** A canary without a deployment is given so long to turn out to be a mistake. */
const oldEnough = 5 * 60_000;
const most = 20;

/** An orphan, since it was first seen. */
export interface Sighted {
  readonly site: string;
  readonly generation: number;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * A patrol saw a canary that belongs to no running deployment. Seen again, and for five minutes, it is undone by a
 * deployment of its own, which is returned. While another one runs it is that one's business: it writes over it.
 */
export function sighted(queue: Queue, orphan: Orphan): { queue: Queue; undo?: Order } {
  const { site, generation, at, commit, undo } = orphan;
  const others = (queue.orphans ?? []).filter((one) => one.site !== site);
  if (queue.running) return { queue: { ...queue, orphans: others } };
  const before = queue.orphans?.find((one) => one.site === site && one.generation === generation);
  if (!before || Date.parse(at) - Date.parse(before.since) < oldEnough)
    return {
      queue: { ...queue, orphans: [...others, before ?? { site, generation, since: at }].slice(-most) },
    };
  const repository = queue.repository ?? '';
  const id = deploymentId(repository, `${queue.service} at ${site}`, commit, generation);
  const merge = {
    repository,
    commit,
    subject: `a canary in ${site} that no deployment owns`,
    receivedAt: at,
  };
  return {
    queue: { ...queue, orphans: others },
    undo: { id, service: queue.service, merge, also: [], undo: { ...undo, deployment: id }, orphan: true },
  };
}
