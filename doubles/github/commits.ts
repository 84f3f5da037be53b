import type { Commit, Committer } from '@octokit/webhooks-types';
import { git, noCommit } from './git.js';

/** GitHub lists no more commits than this in one push. */
const listed = 2048;

/** The commits that a push brought, oldest first, as GitHub lists them. */
export async function pushedCommits(
  path: string,
  web: string,
  before: string,
  after: string,
): Promise<Commit[]> {
  if (after === noCommit) return [];
  const range = before === noCommit ? after : `${before}..${after}`;
  const ids = await git(path, 'rev-list', '--reverse', `--max-count=${listed}`, range, '--');
  return Promise.all(
    ids
      .split('\n')
      .filter(Boolean)
      .map((id) => commitOf(path, web, id)),
  );
}

/** One commit as a push describes it. */
export async function commitOf(path: string, web: string, id: string): Promise<Commit> {
  const format = '--format=tformat:%T%x00%cI%x00%an%x00%ae%x00%cn%x00%ce%x00%B';
  const [shown, files] = await Promise.all([
    git(path, 'show', '-s', '--no-show-signature', format, id),
    changedFiles(path, id),
  ]);
  const [
    tree = '',
    time = '',
    author = '',
    authorEmail = '',
    committer = '',
    committerEmail = '',
    ...message
  ] = shown.split('\0');
  return {
    id,
    tree_id: tree,
    distinct: true,
    message: message.join('').replace(/\n+$/, ''),
    timestamp: time,
    url: `${web}/commit/${id}`,
    author: person(author, authorEmail),
    committer: person(committer, committerEmail),
    ...files,
  };
}

async function changedFiles(
  path: string,
  id: string,
): Promise<Pick<Commit, 'added' | 'removed' | 'modified'>> {
  const options = [
    '-r',
    '-z',
    '--root',
    '--no-commit-id',
    '--no-renames',
    '--name-status',
    '-m',
    '--first-parent',
  ];
  const fields = (await git(path, 'diff-tree', ...options, id)).split('\0');
  const changes = fields.flatMap((name, at) => (at % 2 === 1 ? [{ status: fields[at - 1], name }] : []));
  const named = (wanted: (status: string | undefined) => boolean) =>
    changes.filter(({ status }) => wanted(status)).map(({ name }) => name);
  return {
    added: named((status) => status === 'A'),
    removed: named((status) => status === 'D'),
    modified: named((status) => status !== 'A' && status !== 'D'),
  };
}

/** GitHub adds a login where it knows the address; here, where the name or the address is one. */
function person(name: string, email: string): Committer {
  const hidden = /^(?:\d+\+)?([^@]+)@users\.noreply\./.exec(email)?.[1];
  const username = hidden ?? (/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(name) ? name : undefined);
  return { name, email, ...(username && { username }) };
}
