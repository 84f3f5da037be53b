import type { PushEvent } from '@octokit/webhooks-types';
import { repositoryOf, userOf } from '../../doubles/github/repository.js';

export const before = 'b'.repeat(40);
export const after = 'a'.repeat(40);
export const zeros = '0'.repeat(40);
export const web = 'https://github.com/acme/cart';
const jane = { name: 'Jane Doe', email: 'jane@example.com', username: 'jane' };

/** One commit as GitHub lists it. */
export const listed = (message: string, files: readonly string[] = ['src/a.ts']) => ({
  id: after,
  tree_id: 'c'.repeat(40),
  distinct: true,
  message,
  timestamp: '2026-01-01T13:00:00Z',
  url: `${web}/commit/${after}`,
  author: jane,
  committer: { name: 'GitHub', email: 'noreply@github.com', username: 'web-flow' },
  added: [],
  removed: [],
  modified: [...files],
});

/** An ordinary merge into `main` of github.com/acme/cart, changed as given. */
export function pushOf(changes: Partial<PushEvent> = {}): PushEvent {
  const commit = listed('Fix rounding (#7)\n\nBecause of cents.');
  const repository = repositoryOf({ path: `${web}.git`, fullName: 'acme/cart', web }, 'main');
  return {
    ref: 'refs/heads/main',
    before,
    after,
    repository,
    pusher: { name: 'jane', email: 'jane@example.com' },
    sender: userOf('jane'),
    created: false,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: `${web}/compare/b...a`,
    commits: [commit],
    head_commit: commit,
    ...changes,
  };
}

/** The same push with another message. */
export const pushSaying = (message: string): PushEvent =>
  pushOf({ commits: [listed(message)], head_commit: listed(message) });
