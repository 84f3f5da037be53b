import { existsSync, writeFileSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Version } from '../domain/release.js';
import { runShell } from './build.js';
import { fetchCommit, NoSuchCommit, unpack } from './checkout.js';
import { type Confinement, giveTo } from './confinement.js';
import { diskFull, isFull, saysFull } from './disk.js';
import { lastLines, removeOutput } from './output.js';
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
    private readonly confinement: Confinement,
  ) {}

  directory(service: string, version: Version): string {
    return join(this.stateDir, 'releases', service, releaseName(version));
  }

  /** Makes the files of a version ready; nothing to do when they are. */
  async prepare(service: string, version: Version, stop: AbortSignal): Promise<void> {
    const directory = this.directory(service, version);
    await this.#alone(directory, async () => {
      if (existsSync(`${directory}.ready`) && existsSync(directory)) return;
      try {
        await this.#make(service, version, directory, stop);
      } catch (error) {
        const full = saysFull(error) || isFull(this.stateDir);
        // Half a release is of no use, and may be what fills the disk.
        await rm(directory, { recursive: true, force: true });
        throw full && !stop.aborted ? new Error(diskFull(this.stateDir), { cause: error }) : error;
      }
    });
  }

  async #make(service: string, version: Version, directory: string, stop: AbortSignal): Promise<void> {
    await this.#obtain(version, directory, stop);
    await giveTo(this.confinement, directory, stop);
    if (version.build) await this.#build(service, version, directory, stop);
    await flushed(directory, stop);
    stop.throwIfAborted();
    writeFileSync(`${directory}.ready`, '');
  }

  /** Deletes the files of all other versions. */
  async keepOnly(service: string, versions: readonly Version[]): Promise<void> {
    const folder = join(this.stateDir, 'releases', service);
    const kept = new Set(versions.map(releaseName));
    for (const name of await readdir(folder).catch(() => [])) {
      if (kept.has(name.replace(/\.(ready|index)$/, ''))) continue;
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  /** Fetches and unpacks. A mirror in which that fails may be broken, so it is tried in a new one before that is said. */
  async #obtain(version: Version, directory: string, stop: AbortSignal): Promise<void> {
    const name = createHash('sha256').update(version.repository).digest('hex').slice(0, 16);
    const mirror = join(this.stateDir, 'mirrors', `${name}.git`);
    const into = async (folder: string) => {
      await fetchCommit(folder, version, stop);
      await unpack(folder, version.commit, directory, stop);
    };
    await this.#alone(mirror, async () => {
      const isOld = existsSync(mirror);
      try {
        return await into(mirror);
      } catch (error) {
        if (!isOld || stop.aborted || error instanceof NoSuchCommit || saysFull(error)) throw error;
      }
      const fresh = `${mirror}.new`;
      await rm(fresh, { recursive: true, force: true });
      await into(fresh);
      await rm(mirror, { recursive: true, force: true });
      await rename(fresh, mirror);
    });
  }

  async #build(service: string, version: Version, directory: string, stop: AbortSignal): Promise<void> {
    const output = join(this.stateDir, 'logs', service, `build-${releaseName(version)}.log`);
    removeOutput(output);
    const end = await runShell(version.build ?? '', {
      directory,
      output,
      confinement: this.confinement,
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

/** A power cut must not leave a release that is marked as ready and is not. Where there is no such command, it may. */
async function flushed(directory: string, stop: AbortSignal): Promise<void> {
  const options = { cancelSignal: stop, timeout: 60_000, reject: false } as const;
  await execa('sync', ['-f', directory], options);
}
