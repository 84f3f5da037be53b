import type { Undo } from './order.js';
import { current, type Queue } from './queue.js';

/** A canary that belongs to no running deployment: what a sweep tells its service, at every sighting. */
export interface Orphan {
  readonly site: string;
  /** The fencing generation with which it was written. */
  readonly generation: number;
  readonly commit: string;
  /** When it was seen, ISO 8601. */
  readonly at: string;
  /** What it takes to put back what is stable there. */
  readonly undo: Undo;
}

/** A workflow that cannot go on: its code fails again and again. */
export interface FailingWorkflow {
  readonly workflow: string;
  readonly run: string;
  readonly service: string;
  /** How often in a row. */
  readonly times: number;
}

/** Whether something of a service was ever brought to its sites: before that, a head that nobody announced starts nothing. */
export const wasDeployed = (queue: Queue) =>
  current(queue) !== undefined || queue.ended.some(({ outcome }) => outcome !== 'failed');

/** Whether a service has heard of a commit, as far as it remembers. */
export function hasHeardOf(queue: Queue, commit: string): boolean {
  return (
    queue.attempts.some(([known]) => known === commit) ||
    queue.ended.some((ended) => ended.commit === commit) ||
    latest(queue).includes(commit)
  );
}

/** The commits by which a head is told to be new, the latest first. */
export function latest(queue: Queue): readonly string[] {
  const commits = [
    ...queue.waiting.map((merge) => merge.commit).reverse(),
    queue.running?.merge.commit,
    queue.ended.at(-1)?.commit,
    current(queue),
  ];
  return [...new Set(commits.filter((commit) => commit !== undefined))];
}
