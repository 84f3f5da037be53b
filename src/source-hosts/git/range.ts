import type { CommitRef } from '../../domain/change.js';
import { saidBy } from '../../domain/commit-message.js';
import { mostInRange, UnknownCommit, type Range } from '../source-host.js';
import { git } from './git.js';
import type { Mirrors } from './mirrors.js';

/** Messages of many megabytes are nobody's work. */
const mostCharacters = 16_000_000;

export async function between(at: Mirrors, from: CommitRef | undefined, to: CommitRef): Promise<Range> {
  const { mirror, commit } = await at.find(to);
  if (from && from.repository !== to.repository)
    throw new UnknownCommit(`${from.commit} is of another repository. Compare commits of one.`);
  const without = from ? [`^${(await at.find(from)).commit}`] : [];
  // No recoding: names and trailers are ASCII in any encoding that git takes, and a recoded text could hold a NUL.
  const format = ['-z', '--encoding=none', '--format=tformat:%H%x00%B'];
  const options = ['log', '-s', '--no-show-signature', '--topo-order', `--max-count=${mostInRange + 1}`];
  const range = [commit, ...without, '--'];
  return readRange(
    await git(['--git-dir', mirror, ...options, ...format, ...range], { most: mostCharacters }),
  );
}

/** What was cut off within a commit is left out with it. */
function readRange(listed: string): Range {
  const parts = listed.split('\0');
  const whole = Math.floor((parts.length - 1) / 2);
  const all = Array.from({ length: whole }, (_, i) => ({
    commit: parts[2 * i] ?? '',
    ...saidBy(parts[2 * i + 1] ?? ''),
  }));
  const cut = parts.length !== 2 * whole + 1 || parts.at(-1) !== '';
  return { commits: all.slice(0, mostInRange), more: cut || whole > mostInRange };
}
