import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Version } from '../domain/release.js';
import { withoutPasswords } from '../net/git.js';
import { git, gitAnswers, gitFails, reasonOf } from './git.js';
import { VersionProblem, versionProblem } from './problem.js';

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

/** Fetching anew cannot help. */
export class NoSuchCommit extends VersionProblem {
  constructor(message: string) {
    super({ code: 'fetch-failed', message, output: [] });
  }
}

/** Makes sure that a mirror has a commit, where the repository does. Throws a VersionProblem when that cannot be asked. */
export async function fetchCommit(mirror: string, version: Version, stop: AbortSignal): Promise<void> {
  const { repository, commit } = version;
  const has = async () => !(await gitFails(mirror, ['cat-file', '-e', `${commit}^{commit}`], stop));
  // Housekeeping in the background would outlive a kill, and then hold locks that nobody releases.
  const fetch = [
    '-c',
    'gc.autoDetach=false',
    'fetch',
    '--quiet',
    '--no-tags',
    '--end-of-options',
    repository,
  ];
  try {
    // Harmless where there is one, and completes one that was cut short.
    await git(undefined, ['init', '--quiet', '--bare', mirror], stop);
    if (await has()) return;
    // Some servers refuse to hand out a commit by its id; a branch that holds it will do.
    await git(mirror, [...fetch, commit], stop).catch(() =>
      git(mirror, [...fetch, '+refs/heads/*:refs/heads/*'], stop),
    );
  } catch (error) {
    stop.throwIfAborted();
    const from = withoutPasswords(repository);
    throw versionProblem('fetch-failed', `git could not fetch ${commit} from ${from}: ${reasonOf(error)}`);
  }
  stop.throwIfAborted();
  if (await has()) return;
  throw new NoSuchCommit(
    `the repository ${withoutPasswords(repository)} has no commit ${commit} on any branch`,
  );
}

/**
 * Unpacks a commit into a folder of its own and compares what is there with the commit, file by file. Folders of
 * submodules stay empty. Throws when it is not the same.
 */
export async function unpack(
  mirror: string,
  commit: string,
  folder: string,
  stop: AbortSignal,
): Promise<void> {
  const index = `${folder}.index`;
  await rm(folder, { recursive: true, force: true });
  // A kill may have left its lock.
  removeIndex(index);
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
    throw versionProblem('fetch-failed', `the files of ${commit} could not be unpacked: ${reasonOf(error)}`);
  } finally {
    removeIndex(index);
  }
}

function removeIndex(index: string): void {
  for (const file of [index, `${index}.lock`]) rmSync(file, { force: true });
}
