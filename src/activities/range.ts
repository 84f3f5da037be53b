import type { CommitRef } from '../domain/change.js';
import type { RangedCommit } from '../source-hosts/source-host.js';
import { isCalled } from './failures.js';
import type { Ports } from './ports.js';

/** What a commit would bring to where `from` runs. */
interface Brought {
  /** Its history since `from`; all of it, as far back as is read, where that is not known. */
  readonly history: readonly RangedCommit[];
  /** What is deployed by it: its history since `from`, or the named ones of it. */
  readonly carried: readonly RangedCommit[];
}

/** Reads the history of a commit since `from`, which may be none of its own, or gone. `named`: others that it deploys. */
export async function broughtBy(
  ports: Ports,
  from: CommitRef | undefined,
  at: CommitRef,
  named: readonly string[],
): Promise<Brought> {
  const since = from && (await ports.sourceHost.between(from, at).catch(unlessUnknown));
  if (since && since.commits.length > 0) return { history: since.commits, carried: since.commits };
  const { commits } = await ports.sourceHost.between(undefined, at);
  const own = new Set([at.commit, ...named]);
  return { history: commits, carried: commits.filter(({ commit }) => own.has(commit)) };
}

export const saysNever = (carried: Brought['carried']) => carried.some(({ rollbackNever }) => rollbackNever);

/** The commits that a history takes back or repairs, some abbreviated. A revert that was reverted says nothing any more. */
export function repairedBy(history: Brought['history']): readonly string[] {
  const undone: string[] = [];
  const fixed: string[] = [];
  for (const { commit, reverts, fixes } of history) {
    if (isNamed(undone, commit)) continue;
    undone.push(...reverts);
    fixed.push(...fixes);
  }
  return [...undone, ...fixed];
}

export const isNamed = (names: readonly string[], commit: string) =>
  names.some((name) => commit.startsWith(name));

function unlessUnknown(error: unknown): undefined {
  if (!isCalled(error, 'UnknownCommit')) throw error;
}
