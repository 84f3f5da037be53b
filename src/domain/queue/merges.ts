import type { Merge } from '../change.js';
import { most, mostAttempts, type Queue } from '../queue.js';

/** A merge arrived. The same fact starts nothing twice: what runs, waits or has ended is known already. */
export function merged(queue: Queue, merge: Merge): Queue {
  const asked = merge.again || merge.adopt;
  const waits = queue.waiting.some((w) => w.commit === merge.commit);
  if (!asked && (waits || isKnown(queue, merge.commit))) return queue;
  const others = queue.waiting.filter((w) => w.commit !== merge.commit);
  const waiting = waits
    ? queue.waiting.map((w) => (w.commit === merge.commit ? merge : w))
    : [...others, merge];
  const unnamed = queue.unnamed + Math.max(0, waiting.length - most);
  return withoutAsking({ ...queue, waiting: waiting.slice(-most), unnamed });
}

function isKnown({ running, ended, attempts }: Queue, commit: string): boolean {
  return (
    running?.merge.commit === commit ||
    ended.some((e) => e.commit === commit) ||
    attempts.some(([known]) => known === commit)
  );
}

/** Forgets waiting merges. */
export function without(queue: Queue, gone: readonly Pick<Merge, 'commit'>[]): Queue {
  const commits = new Set(gone.map((merge) => merge.commit));
  return { ...queue, waiting: queue.waiting.filter((merge) => !commits.has(merge.commit)) };
}

/** Forgets waiting merges for good: a repeated webhook, or a patrol, does not bring them back. */
export function dropped(queue: Queue, gone: readonly Pick<Merge, 'commit'>[]): Queue {
  const known = new Set(queue.attempts.map(([commit]) => commit));
  const fresh = gone.flatMap(({ commit }) => (known.has(commit) ? [] : [[commit, 0] as const]));
  return { ...without(queue, gone), attempts: [...queue.attempts, ...fresh].slice(-mostAttempts) };
}

/** Something has changed that may answer what was asked: it is looked at anew. */
export function withoutAsking({ asking: _, ...queue }: Queue): Queue {
  return queue;
}

/** The waiting merge that a person means: by the first digits of its commit, at least 4. */
export function waitingFor({ waiting }: Queue, commit: string): Merge | undefined {
  const meant = waiting.filter((merge) => merge.commit.startsWith(commit));
  return commit.length >= 4 && meant.length === 1 ? meant[0] : undefined;
}
