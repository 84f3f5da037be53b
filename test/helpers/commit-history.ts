import type { Merge } from '../../src/domain/change.js';
import type { QueuePolicy } from '../../src/domain/plan.js';
import type { Survey } from '../../src/domain/queue/survey.js';
import { current, type Queue } from '../../src/domain/queue.js';

/** A repository of the mind: each commit's parents, by name. */
export type History = ReadonlyMap<string, readonly string[]>;

export const merge = (commit: string, more: Partial<Merge> = {}): Merge => ({
  repository: 'r',
  commit,
  subject: commit,
  receivedAt: '2026-11-23T13:00:00.000Z',
  ...more,
});

/** Everything that a commit contains, itself too. */
export function contents(history: History, commit: string): ReadonlySet<string> {
  const found = new Set<string>();
  const todo = [commit];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (found.has(next) || !history.has(next)) continue;
    found.add(next);
    todo.push(...(history.get(next) ?? []));
  }
  return found;
}

/** What git would say of a queue; `mended` are commits that revert or fix what is in quarantine. */
export function surveyOf(
  history: History,
  queue: Queue,
  policy: QueuePolicy,
  mended: ReadonlySet<string> = new Set(),
): Survey {
  const now = current(queue);
  const old = now === undefined ? new Set<string>() : contents(history, now);
  const commits = queue.waiting.map(({ commit }) => commit);
  const known = commits.filter((commit) => history.has(commit));
  const contained = known.filter((commit) => old.has(commit));
  const fresh = known.filter((commit) => !old.has(commit));
  const ahead = fresh.filter((commit) => now === undefined || contents(history, commit).has(now));
  const brings = (commit: string) =>
    (queue.quarantined ?? [])
      .map((q) => q.commit)
      .filter((bad) => contents(history, commit).has(bad) && !old.has(bad) && !mended.has(commit));
  return {
    contained,
    unknown: commits.filter((commit) => !history.has(commit)),
    diverged: fresh.filter((commit) => !ahead.includes(commit)),
    contains: Object.fromEntries(
      ahead.map((commit) => [
        commit,
        known.filter((other) => other !== commit && contents(history, commit).has(other)),
      ]),
    ),
    quarantined: Object.fromEntries(known.map((commit) => [commit, brings(commit)])),
    policy,
  };
}
