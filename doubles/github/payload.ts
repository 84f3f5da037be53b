import type { PushEvent } from '@octokit/webhooks-types';
import { commitOf, pushedCommits } from './commits.js';
import { askGit, noCommit } from './git.js';
import { repositoryOf, userOf, type LocalRepository } from './repository.js';

/** A change of a branch, or of a tag where `ref` says so. */
export interface Push {
  readonly repository: LocalRepository;
  readonly branch: string;
  /** Default: `refs/heads/<branch>`. */
  readonly ref?: string;
  /** 40 zeros for a branch that is new. */
  readonly before: string;
  /** 40 zeros for a branch that is gone. */
  readonly after: string;
  /** Default: whether `after` does not contain `before`. */
  readonly forced?: boolean;
}

/** The `push` payload that GitHub would send, made from a repository on this machine. */
export async function pushPayload({ repository, branch, before, after, ...given }: Push): Promise<PushEvent> {
  const { path, web } = repository;
  const created = before === noCommit;
  const deleted = after === noCommit;
  const forced = given.forced ?? (!created && !deleted && !(await contains(path, after, before)));
  const head = deleted ? null : await commitOf(path, web, after);
  const who = head?.committer ?? { name: 'ghost', email: null };
  return {
    ref: given.ref ?? `refs/heads/${branch}`,
    before,
    after,
    repository: repositoryOf(repository, branch),
    pusher: { name: who.username ?? who.name, email: who.email },
    sender: userOf(who.username ?? who.name),
    created,
    deleted,
    forced,
    base_ref: null,
    compare: created
      ? `${web}/commit/${after}`
      : `${web}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: await pushedCommits(path, web, before, after),
    head_commit: head,
  };
}

const contains = async (path: string, whole: string, part: string) =>
  (await askGit(path, 'merge-base', '--is-ancestor', part, whole)) !== undefined;
