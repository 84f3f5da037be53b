import type { Merge } from '../change.js';
import type { Asking, Queue } from '../queue.js';
import type { Survey } from './survey.js';

/** What is done with the merges that wait. */
export type Choice =
  | {
      readonly kind: 'start';
      readonly next: Merge;
      /** Waiting merges that `next` contains. */
      readonly also: readonly Merge[];
      /** Quarantined commits that are deployed again with it. */
      readonly quarantined: readonly string[];
    }
  | { readonly kind: 'ask'; readonly asking: Asking }
  | { readonly kind: 'nothing' };

/**
 * Chooses what is deployed next: what a person wants, else by policy the newest waiting merge, or the oldest. Where git
 * cannot order them, or where the choice would bring a quarantined commit back, a person is asked: nothing is guessed.
 */
export function choose({ waiting }: Queue, survey: Survey): Choice {
  const wanted = waiting.find((m) => m.promoted) ?? waiting.find((m) => m.adopt || m.again);
  const usable = waiting.filter((m) => !survey.unknown.includes(m.commit));
  if (wanted && usable.includes(wanted)) return start(wanted, usable, survey);
  const ordered = usable.filter((m) => m.commit in survey.contains);
  const newest = ordered.filter((m) => !ordered.some((other) => contains(survey, other, m)));
  const [next] = newest;
  if (newest.length > 1) return ask({ why: 'diverged', commits: newest.map((m) => m.commit) });
  if (!next) {
    const lost = usable.filter((m) => survey.diverged.includes(m.commit)).map((m) => m.commit);
    return lost.length > 0 ? ask({ why: 'diverged', commits: lost }) : { kind: 'nothing' };
  }
  const chosen = survey.policy.merges === 'queue' ? oldest(ordered, survey, next) : next;
  const quarantined = survey.quarantined[chosen.commit] ?? [];
  if (quarantined.length === 0 || survey.policy.quarantine === 'deploy-with-warning')
    return start(chosen, usable, survey);
  return ask({ why: 'quarantine', commits: [chosen.commit], quarantined });
}

function oldest(ordered: readonly Merge[], survey: Survey, otherwise: Merge): Merge {
  return ordered.find((m) => !ordered.some((other) => contains(survey, m, other))) ?? otherwise;
}

const contains = ({ contains: of }: Survey, a: Merge, b: Merge) =>
  a.commit !== b.commit && (of[a.commit]?.includes(b.commit) ?? false);

/** What a person wants for itself stays waiting, also where another one contains it. */
function start(next: Merge, usable: readonly Merge[], survey: Survey): Choice {
  const also = usable.filter((m) => contains(survey, next, m) && !m.again && !m.adopt && !m.promoted);
  return { kind: 'start', next, also, quarantined: survey.quarantined[next.commit] ?? [] };
}

const ask = (asking: Asking): Choice => ({ kind: 'ask', asking });

/** Whether something may be started now: what a person wants back, else a merge that nothing keeps waiting. */
export function due(queue: Queue, now: number): 'back' | 'merge' | undefined {
  if (queue.running) return undefined;
  if (queue.back) return 'back';
  const { waiting } = queue;
  if (waiting.some((m) => m.promoted)) return 'merge';
  if (waiting.length === 0 || queue.held || isFrozen(queue, now)) return undefined;
  return queue.asking && !waiting.some((m) => m.again || m.adopt) ? undefined : 'merge';
}

export function isFrozen({ frozen }: Queue, now: number): boolean {
  return frozen !== undefined && (frozen.until === undefined || now < Date.parse(frozen.until));
}

/** When a freeze ends by itself, in ms; undefined when there is none to wait for. */
export const thawsAt = ({ frozen }: Queue) => (frozen?.until ? Date.parse(frozen.until) : undefined);
