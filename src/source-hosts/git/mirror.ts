import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fetchable, git } from './git.js';

const fetchTimeout = 300_000;

/** A name that people recognise and no two repositories share. */
export function mirrorName(repository: string): string {
  const readable = basename(repository, '.git')
    .replace(/[^\w.-]/g, '_')
    .slice(0, 60);
  return `${readable}-${createHash('sha256').update(repository).digest('hex').slice(0, 12)}.git`;
}

/** The full names of those of some commits that a mirror has. A branch whose name looks like a commit is not taken for one. */
export async function resolveAll(mirror: string, commits: readonly string[]): Promise<Map<string, string>> {
  if (commits.length === 0 || !(await ageOf(mirror))) return new Map();
  const input = commits.map((commit) => `${commit}^{commit}\n`).join('');
  const checked = await git(['--git-dir', mirror, 'cat-file', '--batch-check=%(objectname)'], { input });
  const answers = checked.split('\n').map((line) => /^[0-9a-f]+$/.exec(line)?.[0]);
  const pairs = commits.map((commit, i) => [commit, answers[i]] as const);
  return new Map(pairs.flatMap(([commit, name]) => (name ? [[commit, name]] : [])));
}

/** Brings every branch of a repository into its mirror, which is made when there is none. */
export async function fetchHeads(mirror: string, repository: string): Promise<void> {
  if (!(await ageOf(mirror))) await create(mirror);
  const settings = ['-c', 'gc.autoDetach=false', '-c', 'maintenance.autoDetach=false'];
  const options = ['--prune', '--no-tags', '--quiet', '--no-write-fetch-head'];
  const what = ['--', fetchable(repository), '+refs/heads/*:refs/mirror/*'];
  const fetch = () =>
    git([...settings, '--git-dir', mirror, 'fetch', ...options, ...what], { timeout: fetchTimeout });
  try {
    await fetch();
  } catch (error) {
    if (!(await removeStaleLock(mirror, error))) throw error;
    await fetch();
  }
}

/** Beside its place and then moved there, so that a killed process leaves no half mirror. */
async function create(mirror: string): Promise<void> {
  await mkdir(join(mirror, '..'), { recursive: true });
  const draft = await mkdtemp(`${mirror}-`);
  try {
    await git(['init', '--bare', '--quiet', '--', draft]);
    await rename(draft, mirror);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await ageOf(mirror))) throw error;
  }
}

/** A killed git leaves its lock for ever. One that is older than any fetch may take has no owner. */
async function removeStaleLock(mirror: string, error: unknown): Promise<boolean> {
  const lock = /'([^']+\.lock)': File exists/.exec(String(error))?.[1];
  if (!lock?.startsWith(mirror) || ((await ageOf(lock)) ?? 0) < fetchTimeout) return false;
  await rm(lock, { force: true });
  return true;
}

/** How long ago a file or folder was changed, in ms and at least 1; undefined when it is not there. */
async function ageOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && Math.max(1, Date.now() - found.mtimeMs);
}
