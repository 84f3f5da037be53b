import { join } from 'node:path';
import type { CommitRef } from '../../domain/change.js';
import { withoutPasswords } from '../../net/git.js';
import { UnknownCommit } from '../source-host.js';
import { fetchHeads, mirrorName, resolve } from './mirror.js';

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
    if (!/^[0-9a-f]{7,64}$/.test(commit)) {
      throw new UnknownCommit(
        `"${commit}" is not a commit. Write at least 7 of its hex digits, in lower case.`,
      );
    }
    const mirror = join(this.folder, mirrorName(repository));
    const full = (await resolve(mirror, commit)) ?? (await this.fetched(mirror, repository, commit));
    if (full) return { mirror, commit: full };
    throw new UnknownCommit(
      `${withoutPasswords(repository)} has no commit ${commit} on any branch. Push it, or check its digits.`,
    );
  }

  private async fetched(mirror: string, repository: string, commit: string): Promise<string | undefined> {
    const before = this.fetches.get(mirror) ?? Promise.resolve();
    const mine = before
      .catch(() => undefined)
      .then(async () => {
        const meanwhile = await resolve(mirror, commit);
        if (meanwhile) return meanwhile;
        await fetchHeads(mirror, repository);
        return resolve(mirror, commit);
      });
    this.fetches.set(mirror, mine);
    try {
      return await mine;
    } finally {
      if (this.fetches.get(mirror) === mine) this.fetches.delete(mirror);
    }
  }
}
