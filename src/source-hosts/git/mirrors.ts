import { join } from 'node:path';
import type { CommitRef } from '../../domain/change.js';
import { withoutPasswords } from '../../net/git.js';
import { UnknownCommit } from '../source-host.js';
import { fetchHeads, mirrorName, resolveAll } from './mirror.js';

/** A commit that was found: its full name, and the bare repository on this machine that has it. */
export interface Found {
  readonly mirror: string;
  readonly commit: string;
}

/** Bare mirrors in a folder, one a repository. */
export class Mirrors {
  /** The last fetch of each mirror: one at a time, and who waited looks again before fetching. */
  private readonly fetches = new Map<string, Promise<unknown>>();

  constructor(private readonly folder: string) {}

  /** Fetches when the commit is not there yet. Throws {@link UnknownCommit} when it still is not then. */
  async find({ repository, commit }: CommitRef): Promise<Found> {
    if (!isCommit(commit)) {
      throw new UnknownCommit(
        `"${commit}" is not a commit. Write at least 7 of its hex digits, in lower case.`,
      );
    }
    const { mirror, found } = await this.findAll(repository, [commit]);
    const full = found.get(commit);
    if (full) return { mirror, commit: full };
    throw new UnknownCommit(
      `${withoutPasswords(repository)} has no commit ${commit} on any branch. Push it, or check its digits.`,
    );
  }

  /** The full names of those that the repository has. Fetches once when one is not there yet. */
  async findAll(
    repository: string,
    commits: readonly string[],
  ): Promise<{ readonly mirror: string; readonly found: ReadonlyMap<string, string> }> {
    const mirror = join(this.folder, mirrorName(repository));
    const wanted = [...new Set(commits)].filter(isCommit);
    const look = () => resolveAll(mirror, wanted);
    const isAll = (found: ReadonlyMap<string, string>) => found.size === wanted.length;
    const found = await look();
    return { mirror, found: isAll(found) ? found : await this.fetched(mirror, repository, look, isAll) };
  }

  private async fetched<T>(
    mirror: string,
    repository: string,
    look: () => Promise<T>,
    isAll: (found: T) => boolean,
  ): Promise<T> {
    const before = this.fetches.get(mirror) ?? Promise.resolve();
    const mine = before
      .catch(() => undefined)
      .then(async () => {
        const meanwhile = await look();
        if (isAll(meanwhile)) return meanwhile;
        await fetchHeads(mirror, repository);
        return look();
      });
    this.fetches.set(mirror, mine);
    try {
      return await mine;
    } finally {
      if (this.fetches.get(mirror) === mine) this.fetches.delete(mirror);
    }
  }
}

const isCommit = (text: string) => /^[0-9a-f]{7,64}$/.test(text);
