import { join } from 'node:path';
import type { Change, CommitRef, Relation } from '../../domain/change.js';
import { personOf, reviewersOf, subjectOf } from '../../domain/commit-message.js';
import { UnknownCommit, type Head, type SourceHost } from '../source-host.js';
import { ancestry } from './ancestry.js';
import { fetchable, git, gitAsk } from './git.js';
import { Mirrors } from './mirrors.js';
import { between } from './range.js';
import { webOf } from './web.js';

/** Commits of any repository that git can fetch from: URLs and local paths. Mirrors live in `cacheDir`. */
export function gitHost({ cacheDir }: { cacheDir: string }): SourceHost {
  const at = new Mirrors(join(cacheDir, 'git'));
  return {
    change: (ref, web) => change(at, ref, web),
    file: (ref, path) => file(at, ref, path),
    relation: (a, b) => relation(at, a, b),
    between: (from, to) => between(at, from, to),
    ancestry: (repository, commits) => ancestry(at, repository, commits),
    changed: (from, to) => changed(at, from, to),
    heads,
  };
}

async function change(at: Mirrors, ref: CommitRef, web?: string): Promise<Change> {
  const { mirror, commit } = await at.find(ref);
  const show = ['show', '-s', '--no-show-signature', '--encoding=UTF-8', '--format=tformat:%an%x00%ae%x00%B'];
  const shown = await git(['--git-dir', mirror, ...show, commit]);
  const [name = '', email = '', message = ''] = shown.split('\0');
  const pages = await webOf(ref.repository, web);
  return {
    commit,
    subject: subjectOf(message),
    author: personOf({ name, email }),
    reviewers: reviewersOf(message, { name, email }),
    link: pages && `${pages}/commit/${commit}`,
  };
}

async function file(at: Mirrors, ref: CommitRef, path: string): Promise<string | undefined> {
  const { mirror, commit } = await at.find(ref);
  const entry = await git(['--git-dir', mirror, 'ls-tree', '-z', '--full-tree', commit, '--', path]);
  const blob = /^100\d{3} blob ([0-9a-f]+)\t/.exec(entry)?.[1];
  return blob && git(['--git-dir', mirror, 'cat-file', 'blob', blob]);
}

async function relation(at: Mirrors, a: CommitRef, b: CommitRef): Promise<Relation> {
  if (a.repository !== b.repository) return 'unknown';
  const found = await both(at, a, b);
  if (!found) return 'unknown';
  const [left, right] = found;
  if (left.commit === right.commit) return 'same';
  const contains = async (whole: string, part: string) =>
    (await gitAsk(['--git-dir', left.mirror, 'merge-base', '--is-ancestor', part, whole])) !== undefined;
  if (await contains(left.commit, right.commit)) return 'ahead';
  return (await contains(right.commit, left.commit)) ? 'behind' : 'diverged';
}

async function both(at: Mirrors, a: CommitRef, b: CommitRef) {
  try {
    return [await at.find(a), await at.find(b)] as const;
  } catch (error) {
    if (error instanceof UnknownCommit) return undefined;
    throw error;
  }
}

async function changed(at: Mirrors, from: CommitRef, to: CommitRef): Promise<readonly string[]> {
  const { mirror, commit } = await at.find(to);
  const { commit: before } = await at.find(from);
  // A file that was moved was touched in both places.
  const diff = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', before, commit, '--'];
  return (await git(['--git-dir', mirror, ...diff])).split('\0').filter(Boolean);
}

async function heads(repository: string): Promise<readonly Head[]> {
  const listed = await git(['ls-remote', '--heads', '--quiet', '--', fetchable(repository)], {
    timeout: 30_000,
  });
  return listed
    .split('\n')
    .map((line) => /^([0-9a-f]+)\trefs\/heads\/(.+)$/.exec(line))
    .flatMap((match) => (match?.[1] && match[2] ? [{ commit: match[1], branch: match[2] }] : []));
}
