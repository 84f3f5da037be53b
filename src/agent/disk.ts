import { statfsSync } from 'node:fs';
import { VersionProblem } from './problem.js';

/** Less than this, and the disk is called full: state, outputs and releases need it. */
const leastBytes = 1_000_000;
const fullSaid = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i;

/** Whether an error, or what a program printed, comes of a full disk. */
export function saysFull(error: unknown): boolean {
  if (error instanceof VersionProblem) {
    const { message, output } = error.problem;
    return fullSaid.test([message, ...output].join('\n'));
  }
  return fullSaid.test(error instanceof Error ? error.message : String(error));
}

/** Whether the disk of a folder has no room left. */
export function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < leastBytes;
  } catch {
    return false;
  }
}

export const diskFull = (folder: string) =>
  `The disk of ${folder} is full. Free some of it; the agent then goes on by itself.`;
