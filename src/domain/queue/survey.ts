import type { Merge } from '../change.js';
import type { QueuePolicy } from '../plan.js';

/** What git and the settings say of a service's waiting merges. Facts only: `choice.ts` decides. Commits in full. */
export interface Survey {
  /** Of each waiting commit that contains `current`: the other waiting ones that it contains. */
  readonly contains: Readonly<Record<string, readonly string[]>>;
  /** Waiting commits that `current` contains. */
  readonly contained: readonly string[];
  /** Waiting commits that neither contain `current` nor are contained in it: history was rewritten. */
  readonly diverged: readonly string[];
  /** Waiting commits that their repository does not have. */
  readonly unknown: readonly string[];
  /** Of each waiting commit: the quarantined ones that it would bring back, and neither reverts nor fixes. */
  readonly quarantined: Readonly<Record<string, readonly string[]>>;
  /** The branch's newest commit, where more waited than are kept by name. */
  readonly head?: Merge;
  readonly policy: QueuePolicy;
}
