import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Version } from '../domain/release.js';
import { runShell } from './build.js';
import { git, reasonOf, untar } from './git.js';
import { lastLines } from './output.js';
import { versionProblem } from './problem.js';
import { releaseName } from './record.js';

const buildTimeoutMs = 600_000;

/** The files of versions, fetched from git and built, ready to be started. */
export class Releases {
  /** One git process per mirror and one build per release at a time. */
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor(
    private readonly stateDir: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  directory(service: string, version: Version): string {
    return join(this.stateDir, 'releases', service, releaseName(version));
  }

  /** Makes the files of a version ready; nothing to do when they are. */
  async prepare(service: string, version: Version, stop: AbortSignal): Promise<void> {
    const directory = this.directory(service, version);
    await this.#alone(directory, async () => {
      if (existsSync(`${directory}.ready`)) return;
      const mirror = await this.#fetch(version, stop);
      await unpack(mirror, version, directory, stop);
      if (version.build) await this.#build(service, version, directory, stop);
      stop.throwIfAborted();
      writeFileSync(`${directory}.ready`, '');
    });
  }

  /** Deletes the files of all other versions. */
  async keepOnly(service: string, versions: readonly Version[]): Promise<void> {
    const folder = join(this.stateDir, 'releases', service);
    const kept = new Set(versions.map(releaseName));
    for (const name of await readdir(folder).catch(() => [])) {
      if (kept.has(name.replace(/\.(ready|tar)$/, ''))) continue;
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  async #fetch(version: Version, stop: AbortSignal): Promise<string> {
    const name = createHash('sha256').update(version.repository).digest('hex').slice(0, 16);
    const mirror = join(this.stateDir, 'mirrors', `${name}.git`);
    await this.#alone(mirror, () => fetchCommit(mirror, version, stop));
    return mirror;
  }

  async #build(service: string, version: Version, directory: string, stop: AbortSignal): Promise<void> {
    const output = join(this.stateDir, 'logs', service, `build-${releaseName(version)}.log`);
    rmSync(output, { force: true });
    const end = await runShell(version.build ?? '', {
      directory,
      output,
      env: { ...this.env, ...version.env, SERVICE: service, VERSION: version.commit },
      timeoutMs: buildTimeoutMs,
      stop,
    });
    if (end !== 'done')
      throw versionProblem('build-failed', `the build \`${version.build}\` ${end}`, lastLines(output));
  }

  async #alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#busy.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#busy.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#busy.get(key) === mine) this.#busy.delete(key);
    }
  }
}

async function fetchCommit(
  mirror: string,
  { repository, commit }: Version,
  stop: AbortSignal,
): Promise<void> {
  const has = () =>
    git(mirror, ['cat-file', '-e', `${commit}^{commit}`], stop).then(
      () => true,
      () => false,
    );
  try {
    if (!existsSync(mirror)) await git(undefined, ['init', '--quiet', '--bare', mirror], stop);
    if (await has()) return;
    // Some servers refuse to hand out a commit by its id; a branch that holds it will do.
    await git(mirror, ['fetch', '--quiet', '--no-tags', repository, commit], stop).catch(() =>
      git(mirror, ['fetch', '--quiet', '--no-tags', repository, '+refs/heads/*:refs/heads/*'], stop),
    );
  } catch (error) {
    stop.throwIfAborted();
    throw versionProblem(
      'fetch-failed',
      `git could not fetch ${commit} from ${repository}: ${reasonOf(error)}`,
    );
  }
  stop.throwIfAborted();
  if (!(await has())) {
    throw versionProblem(
      'fetch-failed',
      `the repository ${repository} has no commit ${commit} on any branch`,
    );
  }
}

async function unpack(mirror: string, version: Version, directory: string, stop: AbortSignal): Promise<void> {
  const tar = `${directory}.tar`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  try {
    await git(mirror, ['archive', '--format=tar', `--output=${tar}`, version.commit], stop);
    await untar(tar, directory, stop);
  } catch (error) {
    stop.throwIfAborted();
    throw versionProblem(
      'fetch-failed',
      `the files of ${version.commit} could not be unpacked: ${reasonOf(error)}`,
    );
  } finally {
    rmSync(tar, { force: true });
  }
}
