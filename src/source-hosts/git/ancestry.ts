import type { Ancestry } from '../source-host.js';
import { git, gitAsk } from './git.js';
import type { Mirrors } from './mirrors.js';

/**
 * Reads the history from the commits down to what all of them contain, once, and follows it here: the clocks of its
 * authors have no say in it.
 */
export async function ancestry(
  at: Mirrors,
  repository: string,
  commits: readonly string[],
): Promise<Ancestry> {
  const { mirror, found } = await at.findAll(repository, commits);
  const names = [...new Set(found.values())];
  const reached = names.length > 1 ? await reach(mirror, names) : new Map([[names[0], 1n]]);
  const holds = (whole: string, part: string) =>
    (((reached.get(whole) ?? 0n) >> BigInt(names.indexOf(part))) & 1n) === 1n;
  const known = [...found];
  return {
    unknown: commits.filter((commit) => !found.has(commit)),
    contains: Object.fromEntries(
      known.map(([commit, whole]) => [
        commit,
        known.filter(([, part]) => holds(whole, part)).map(([other]) => other),
      ]),
    ),
  };
}

/** Which of the commits each of them contains: a bit for each, by its place. */
async function reach(mirror: string, names: readonly string[]): Promise<Map<string | undefined, bigint>> {
  const base = (await gitAsk(['--git-dir', mirror, 'merge-base', '--octopus', '--all', ...names])) ?? '';
  const bases = base.split('\n').filter(Boolean);
  const list = ['rev-list', '--topo-order', '--reverse', '--parents', ...names];
  const listed = await git(['--git-dir', mirror, ...list, ...bases.map((commit) => `^${commit}`), '--']);
  const bit = new Map(names.map((name, i) => [name, 1n << BigInt(i)]));
  // One of the commits may itself be what all contain: it is not listed, and contained in every one that is.
  const shared = bases.reduce((bits, commit) => bits | (bit.get(commit) ?? 0n), 0n);
  const reached = new Map<string | undefined, bigint>(bases.map((commit) => [commit, shared]));
  for (const line of listed.split('\n')) {
    const [commit, ...parents] = line.split(' ');
    const below = parents.reduce((bits, parent) => bits | (reached.get(parent) ?? 0n), shared);
    reached.set(commit, below | (bit.get(commit ?? '') ?? 0n));
  }
  return reached;
}
