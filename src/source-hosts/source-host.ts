import type { Change, CommitRef, Relation } from '../domain/change.js';
import type { CommitSays } from '../domain/commit-message.js';

export interface Head {
  readonly branch: string;
  readonly commit: string;
}

/** A commit of a range, and what its message says. */
export interface RangedCommit extends CommitSays {
  readonly commit: string;
}

/** The newest commits of a range. */
export interface Range {
  /** Newest first: never a commit before one that contains it. */
  readonly commits: readonly RangedCommit[];
  /** There are more, which are older. */
  readonly more: boolean;
}

/** A range lists no more commits than these. */
export const mostInRange = 500;

/** How some commits of a repository stand to each other. */
export interface Ancestry {
  /** Those that are on no branch and never were, as far as is known here. */
  readonly unknown: readonly string[];
  /** Of every other one, which of them it contains; itself among them. */
  readonly contains: Readonly<Record<string, readonly string[]>>;
}

/** Where commits live. Throws {@link UnknownCommit} for what is not there, any other error is worth trying again. */
export interface SourceHost {
  /** `web`: the repository's web address, where it is known better than from the repository's URL. */
  change(at: CommitRef, web?: string): Promise<Change>;
  /** A file's text at a commit, or undefined when the commit has no such file. */
  file(at: CommitRef, path: string): Promise<string | undefined>;
  relation(a: CommitRef, b: CommitRef): Promise<Relation>;
  /** What `to` contains and `from` does not; without `from`, all that `to` contains. */
  between(from: CommitRef | undefined, to: CommitRef): Promise<Range>;
  /** Compares many commits at once, with one fetch at most. An unknown one is no error here. */
  ancestry(repository: string, commits: readonly string[]): Promise<Ancestry>;
  /** Paths of the files in which two commits differ. */
  changed(from: CommitRef, to: CommitRef): Promise<readonly string[]>;
  heads(repository: string): Promise<readonly Head[]>;
}

/** The repository answers and has no such commit. Final. */
export class UnknownCommit extends Error {
  override readonly name = 'UnknownCommit';
}
