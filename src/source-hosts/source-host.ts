import type { Change, CommitRef, Relation } from '../domain/change.js';

export interface Head {
  readonly branch: string;
  readonly commit: string;
}

/** Where commits live. Throws {@link UnknownCommit} for what is not there, any other error is worth trying again. */
export interface SourceHost {
  /** `web`: the repository's web address, where it is known better than from the repository's URL. */
  change(at: CommitRef, web?: string): Promise<Change>;
  /** A file's text at a commit, or undefined when the commit has no such file. */
  file(at: CommitRef, path: string): Promise<string | undefined>;
  relation(a: CommitRef, b: CommitRef): Promise<Relation>;
  /** Paths of the files in which two commits differ. */
  changed(from: CommitRef, to: CommitRef): Promise<readonly string[]>;
  heads(repository: string): Promise<readonly Head[]>;
}

/** The repository answers and has no such commit. Final. */
export class UnknownCommit extends Error {
  override readonly name = 'UnknownCommit';
}
