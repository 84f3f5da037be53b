/** A commit in a repository. `repository` is the URL or path that git can fetch from, as configured. */
export interface CommitRef {
  readonly repository: string;
  readonly commit: string;
}

/** What a merge brings: commit, author, reviewers, link. Every text is foreign: escape it before it is shown. */
export interface Change {
  readonly commit: string;
  /** First line of the commit message. */
  readonly subject: string;
  /** A login (`jane`) or, where none is known, a name (`Jane Doe`). Absent when the commit names nobody. */
  readonly author?: string;
  readonly reviewers: readonly string[];
  /** Web page of the commit; absent where the repository has no web address. */
  readonly link?: string;
}

/** A change waiting for its deployment: what the starter knows when the merge arrives. Travels in a signal, so it is small. */
export interface Merge {
  readonly repository: string;
  readonly commit: string;
  readonly subject: string;
  readonly author?: string;
  /** The repository's web address from the payload, e.g. `https://github.com/acme/cart`. */
  readonly web?: string;
  /** When the webhook was accepted, ISO 8601. */
  readonly receivedAt: string;
  /** A person asked for this commit again (`merganser deploy`): a new attempt even if it was deployed before. */
  readonly again?: boolean;
  /** `merganser adopt`: record or start this commit as the stable version, without analysis. */
  readonly adopt?: boolean;
  /** A person promoted it while it waited: neither a freeze nor a hold nor quarantine keeps it. */
  readonly promoted?: boolean;
  /** A person wants this version, which ran before, back: without analysis. */
  readonly back?: { readonly by?: string; readonly reason?: string };
  /** The branch was rewritten: announced, not deployed. `author` is who pushed then. */
  readonly forced?: boolean;
  /** The branch that was pushed to. */
  readonly branch?: string;
}

/** How `a` stands to `b` in history: `ahead` means that a contains b. */
export type Relation = 'same' | 'ahead' | 'behind' | 'diverged' | 'unknown';
