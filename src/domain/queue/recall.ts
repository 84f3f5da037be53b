import type { Outcome } from '../deployment.js';
import { deploymentId } from '../ids.js';
import type { Order } from '../order.js';
import { mostAttempts, type Queue } from '../queue.js';

/** A service's latest deployment is its running one again: its end, where it has ended, is acted on like any other. */
export function recalled(queue: Queue, { order, runId }: Recalled): Queue {
  const { repository, commit } = order.merge;
  const id = (attempt: number) => deploymentId(repository, queue.service, commit, attempt);
  const counted = Array.from({ length: mostAttempts }, (_, n) => n + 1).find((n) => id(n) === order.id) ?? 1;
  const attempts = [...queue.attempts.filter(([known]) => known !== commit), [commit, counted] as const];
  const waiting = queue.waiting.filter((merge) => merge.commit !== commit || merge.again);
  return { ...queue, running: order, repository, attempts, waiting, ...(runId && { runId }) };
}

interface Recalled {
  readonly order: Order;
  readonly runId?: string;
  readonly outcome?: Outcome;
}
