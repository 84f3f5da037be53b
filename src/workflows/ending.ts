import { getExternalWorkflowHandle, isCancellation, log } from '@temporalio/workflow';
import type { DeploymentView, Outcome } from '../domain/deployment.js';
import { serviceWorkflowId } from '../domain/ids.js';
import { durationsOf } from '../domain/measured.js';
import type { Order, Undo } from '../domain/order.js';
import type { Verdict } from './analysis.js';
import type { Controls } from './controls.js';
import { failureOf, isActivityFailure } from './failures.js';
import { finishedSignal } from './signals.js';
import { worker } from './sinks.js';
import { SiteFailure } from './sites.js';
import type { View } from './view.js';

/** How the forward part of a story ended. */
export type End =
  | Verdict
  | { readonly kind: 'aborted' }
  /** Nothing was ever written. */
  | { readonly kind: 'failed'; readonly why: string };

/** Says what stopped the story, in the words of the phase it was in. What is no activity's failure is a bug: thrown on. */
export function endOf(error: unknown, view: View): End {
  if (isCancellation(error)) return { kind: 'aborted' };
  const failed = error instanceof SiteFailure ? { site: error.site, ...error.failure } : undefined;
  if (!failed && !isActivityFailure(error)) throw error;
  if (failed?.type === 'StableChanged') {
    const { site, reason } = failed;
    view.tell({ kind: 'stable-changed', site, reason });
    return { kind: 'roll-back', why: `the stable version in ${site} was changed by hand meanwhile` };
  }
  if (failed && view.now.phase !== 'preparing') {
    view.tell({
      kind: view.now.phase === 'rolling-out' ? 'unhealthy-rollout' : 'could-not-start',
      ...failed,
    });
    return { kind: 'roll-back', why: `it could not be started in ${failed.site}: ${failed.reason}` };
  }
  const { reason, output } = failed
    ? { ...failed, reason: `${failed.site}: ${failed.reason}` }
    : failureOf(error);
  view.tell({ kind: 'could-not-prepare', id: view.now.id, change: view.change, reason, output });
  return { kind: 'failed', why: reason };
}

/**
 * The end of the story. It reads the abort first, in the task in which the last site was confirmed, so that an abort is
 * either obeyed or answered "too late", and never lost between the two.
 */
export function outcomeOf(end: End, controls: Controls, undo: Undo | undefined, view: View): Outcome {
  const by = controls.abort;
  if (by || end.kind === 'aborted') {
    view.tell({ kind: 'aborted', undo: undo !== undefined, ...by });
    const why = `${by?.by ?? 'somebody'} aborted it${by?.reason ? `: ${by.reason}` : ''}`;
    return { kind: 'aborted', proven: false, forced: false, why, sites: [] };
  }
  if (end.kind === 'roll-out') {
    const sites = view.now.sites.map((site) => ({ site, commit: view.now.commit }));
    view.phase('verifying');
    return { kind: 'rolled-out', proven: end.proven, forced: end.forced, why: end.why, sites };
  }
  const kind = end.kind === 'failed' ? 'failed' : 'rolled-back';
  return { kind, proven: false, forced: false, why: end.why, sites: [] };
}

/** Says the last word, closes the thread, and tells the service, which takes over what could not be said in time. */
export async function finish(
  order: Order,
  outcome: Outcome,
  undone: boolean,
  view: View,
): Promise<DeploymentView> {
  const { sites, kind } = outcome;
  const names = sites.map((site) => site.site);
  const commit = order.merge.commit;
  if (kind === 'rolled-out')
    view.tell({ kind: order.merge.adopt ? 'adopted' : 'rolled-out', sites: names, commit });
  else if (undone) view.tell({ kind: 'rolled-back', sites });
  view.phase('done', undefined, outcome);
  const durations = durationsOf(kind, view.times, order.merge.receivedAt, Date.now());
  worker.ended({ deployment: order.id, service: order.service, outcome: kind, ...durations });
  const unsaid = await view.outbox.unsaidAfter('15s');
  const ended = { id: order.id, commit, outcome: kind, sites, ...(unsaid && { unsaid }) };
  try {
    await getExternalWorkflowHandle(serviceWorkflowId(order.service)).signal(finishedSignal, ended);
  } catch (error) {
    log.warn('the service was not there to be told', { error });
  }
  return view.now;
}
