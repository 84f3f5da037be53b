import type { PushPayload } from './payload.js';

/** GitHub names at most so many commits of a push. */
const listedCommits = 2048;

/**
 * Every file that a push touched, or undefined where the payload does not tell them all: commits are missing, or one
 * of them is so large that GitHub leaves its files out.
 */
export function filesOf({ commits = [], created, forced }: PushPayload): readonly string[] | undefined {
  if (created || forced || commits.length === 0 || commits.length >= listedCommits) return undefined;
  const perCommit = commits.map(({ added, modified, removed }) =>
    added && modified && removed ? [...added, ...modified, ...removed] : [],
  );
  return perCommit.some((files) => files.length === 0) ? undefined : perCommit.flat();
}
