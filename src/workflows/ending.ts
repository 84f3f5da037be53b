import { getExternalWorkflowHandle, isCancellation, log } from '@temporalio/workflow';
import type { DeploymentView, Outcome } from '../domain/deployment.js';
import { serviceWorkflowId, short } from '../domain/ids.js';
import { durationsOf } from '../domain/measured.js';
import type { Order, Undo } from '../domain/order.js';
import type { Verdict } from './analysis.js';
import type { Controls } from './controls.js';
import { failureOf, isActivityFailure, type Failure } from './failures.js';
import { measureRecovery } from './recovery.js';
import { rollBack } from './rollback.js';
import { finishedSignal } from './signals.js';
import { worker } from './sinks.js';
import { SiteFailure } from './sites.js';
import type { View } from './view.js';

/** How the forward part of a story ended. */
export type End =
  | Verdict
  | { readonly kind: 'aborted' }
  /** A person held it before the first write, and nobody let it go on. */
  | { readonly kind: 'given-up'; readonly why: string }
  /** Nothing was ever written. */
  | { readonly kind: 'failed'; readonly why: string };

/** Nobody let it go on in time, and nothing was written yet. */
export function unanswered(view: View): End {
  view.tell({ kind: 'nobody-answered', unchanged: true });
  return { kind: 'given-up', why: 'nobody decided in time' };
}

/** Says what stopped the story, in the words of the phase it was in. What is no activity's failure is a bug: thrown on. */
export function endOf(error: unknown, view: View): End {
  if (isCancellation(error)) return { kind: 'aborted' };
  const failed = error instanceof SiteFailure ? { site: error.site, ...error.failure } : undefined;
  if (!failed && !isActivityFailure(error)) throw error;
  if (failed && view.now.phase !== 'preparing') return failedAt(failed, view);
  const { reason, output } = failed
    ? { ...failed, reason: `${failed.site}: ${failed.reason}` }
    : failureOf(error);
  view.tell({ kind: 'could-not-prepare', id: view.now.id, change: view.change, reason, output });
  return { kind: 'failed', why: reason };
}

/** A site that a newer deployment, or another owner, has is none that the version failed at. */
function failedAt(failed: { site: string } & Failure, view: View): End {
  const { site, reason, type } = failed;
  if (type === 'Fenced') {
    view.tell({ kind: 'fenced', site, reason });
    return { kind: 'roll-back', why: `${site} was left to its newer owner: ${reason}` };
  }
  if (type === 'StableChanged') {
    view.tell({ kind: 'stable-changed', site, reason });
    return { kind: 'roll-back', why: `the stable version in ${site} was changed by hand meanwhile` };
  }
  const isRollout = view.now.phase === 'rolling-out';
  view.tell({ kind: isRollout ? 'unhealthy-rollout' : 'could-not-start', ...failed });
  return { kind: 'roll-back', why: `it could not be started in ${site}: ${reason}` };
}

/**
 * The end of the story. It reads the abort first, in the task in which the last site was confirmed, so that an abort is
 * either obeyed or answered "too late", and never lost between the two.
 */
export function outcomeOf(end: End, controls: Controls, undo: Undo | undefined, view: View): Outcome {
  controls.hold.end();
  const said = controls.words.slice(-mostWords);
  const also = (why: string) => (said.length > 0 ? `${why} (${said.join('; ')})` : why);
  const nothing = { proven: false, forced: false, sites: [] };
  if (controls.abort || end.kind === 'aborted') {
    const { superseded, commit, ...by } = controls.abort ?? {};
    const written = { undo: undo !== undefined, ...by };
    view.tell(
      superseded
        ? { kind: 'superseded', ...written, ...(commit && { commit }) }
        : { kind: 'aborted', ...written },
    );
    const why = superseded
      ? newer(commit)
      : `${by.by ?? 'somebody'} aborted it${by.reason ? `: ${by.reason}` : ''}`;
    return { ...nothing, kind: superseded ? 'superseded' : 'aborted', why: also(why) };
  }
  if (end.kind === 'roll-out') {
    const sites = view.now.sites.map((site) => ({ site, commit: view.now.commit }));
    view.phase('verifying');
    return { kind: 'rolled-out', proven: end.proven, forced: end.forced, why: also(end.why), sites };
  }
  return { ...nothing, kind: kinds[end.kind], why: also(end.why) };
}

const kinds = { 'roll-back': 'rolled-back', 'given-up': 'aborted', failed: 'failed' } as const;
const mostWords = 5;
const newer = (commit: string | undefined) => `${commit ? short(commit) : 'a newer merge'} took its place`;

/** Rolls back, says what runs now, and measures whether that helped. */
export async function undone(
  outcome: Outcome,
  end: End,
  undo: Undo,
  controls: Controls,
  view: View,
): Promise<Outcome> {
  const sites = await rollBack(undo, controls, view);
  const left = [...controls.left.keys()].filter((name) =>
    sites.some(({ site, left }) => left && site === name),
  );
  if (left.length > 0) {
    const others = sites.filter(({ site }) => !left.includes(site));
    view.tell({ kind: 'rollback-failed', left, sites: others });
    const who = controls.words.at(-1);
    return { ...outcome, kind: 'rollback-failed', why: `${outcome.why} (${who})`, sites };
  }
  view.tell({ kind: 'rolled-back', sites });
  const { planned } = view;
  const problems = outcome.kind === 'rolled-back' && end.kind === 'roll-back' ? end.problems : undefined;
  if (controls.all && planned && problems) await measureRecovery(planned, problems, view);
  return { ...outcome, sites };
}

const longestWhy = 300;

/** Says the last word, closes the thread, and tells the service, which takes over what could not be said in time. */
export async function finish(order: Order, outcome: Outcome, view: View): Promise<DeploymentView> {
  const { sites, kind } = outcome;
  const commit = order.merge.commit;
  if (kind === 'rolled-out')
    view.tell({
      kind: order.merge.adopt ? 'adopted' : 'rolled-out',
      sites: sites.map((site) => site.site),
      commit,
    });
  view.phase('done', undefined, outcome);
  const durations = durationsOf(kind, view.times, order.merge.receivedAt, Date.now());
  worker.ended({ deployment: order.id, service: order.service, outcome: kind, ...durations });
  const at = new Date().toISOString();
  const why = [...outcome.why].slice(0, longestWhy).join('');
  const unsaid = await view.outbox.unsaidAfter('15s');
  const ended = { id: order.id, commit, outcome: kind, sites, why, at, ...(unsaid && { unsaid }) };
  try {
    await getExternalWorkflowHandle(serviceWorkflowId(order.service)).signal(finishedSignal, ended);
  } catch (error) {
    log.warn('the service was not there to be told', { error });
  }
  return view.now;
}
