import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Version } from '../domain/release.js';
import { saysFull } from './disk.js';
import { git, gitAnswers, gitFails, reasonOf, withoutPasswords } from './git.js';
import { versionProblem } from './problem.js';

/**
 * The bytes that are committed, on every machine: no attribute and no setting of a user converts or leaves out files.
 * Files in Git LFS stay pointers for the same reason.
 */
const plain = '* -text -eol -ident -filter -working-tree-encoding\n';
const plainSettings = [
  'core.autocrlf=false',
  'core.symlinks=true',
  'core.fileMode=true',
  'core.hooksPath=/dev/null',
];

/** The mirror itself is broken: another one may do. */
export class BrokenMirror extends Error {
  override readonly name = 'BrokenMirror';
}

/** Makes sure that a mirror has a commit. Throws a VersionProblem when the repository does not give it. */
export async function fetchCommit(mirror: string, version: Version, stop: AbortSignal): Promise<void> {
  const { repository, commit } = version;
  const has = async () => !(await gitFails(mirror, ['cat-file', '-e', `${commit}^{commit}`], stop));
  try {
    // Harmless where there is one, and completes one that was cut short.
    await git(undefined, ['init', '--quiet', '--bare', mirror], stop);
    if (await has()) return;
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-auto-maintenance', '--end-of-options', repository];
    // Some servers refuse to hand out a commit by its id; a branch that holds it will do.
    await git(mirror, [...fetch, commit], stop).catch(() =>
      git(mirror, [...fetch, '+refs/heads/*:refs/heads/*'], stop),
    );
  } catch (error) {
    stop.throwIfAborted();
    const reason = reasonOf(error);
    if (isBroken(reason)) throw new BrokenMirror(reason);
    throw versionProblem(
      'fetch-failed',
      `git could not fetch ${commit} from ${withoutPasswords(repository)}: ${reason}`,
    );
  }
  stop.throwIfAborted();
  if (await has()) return;
  throw versionProblem(
    'fetch-failed',
    `the repository ${withoutPasswords(repository)} has no commit ${commit} on any branch`,
  );
}

/**
 * Unpacks a commit into a folder of its own and compares what is there with the commit, file by file. Folders of
 * submodules stay empty. Throws BrokenMirror when it is not the same.
 */
export async function unpack(
  mirror: string,
  commit: string,
  folder: string,
  stop: AbortSignal,
): Promise<void> {
  const index = `${folder}.index`;
  await rm(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    mkdirSync(join(mirror, 'info'), { recursive: true });
    writeFileSync(join(mirror, 'info', 'attributes'), plain);
    const at = { folder, index };
    const run = (...args: string[]) =>
      gitAnswers(mirror, [...plainSettings.flatMap((s) => ['-c', s]), ...args], stop, at);
    await run('read-tree', commit);
    await run('checkout-index', '--all', '--force');
    // The index knows nothing of the files yet, so each is read again.
    await run('add', '--all', '--force', '.');
    const [found, wanted] = [await run('write-tree'), await run('rev-parse', `${commit}^{tree}`)];
    if (found !== wanted) throw new Error(`the files are those of tree ${found}, not ${wanted}`);
  } catch (error) {
    stop.throwIfAborted();
    const reason = reasonOf(error);
    if (saysFull(reason)) throw new Error(reason, { cause: error });
    throw new BrokenMirror(`the files of ${commit} could not be unpacked: ${reason}`);
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}

/** What git says when a kill, a full disk or a bad one left a mirror in a state in which it cannot fetch. */
function isBroken(reason: string): boolean {
  return /\.lock'|corrupt|not a git repository|bad object|missing blob|unable to read|inflate|bad config/i.test(
    reason,
  );
}
