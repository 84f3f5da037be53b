import type { Change } from '../change.js';
import type { Drift } from '../drift.js';
import type { Explanation } from '../judge/explanation.js';

/** A check's figure at a site over the check's window: baseline before, canary after. Absent: there were no requests. */
export interface Figure {
  readonly check: string;
  readonly site: string;
  /** `ratio`: 0 to 1. `ms`: milliseconds. `cores`: CPU in use. */
  readonly unit: 'ratio' | 'ms' | 'bytes' | 'cores';
  readonly before?: number;
  readonly after?: number;
}

/** Why nothing is proven, where it is not for too little traffic: what was bad at the deadline is neither confirmed nor healed. */
export type Doubt = 'doubted' | 'no-data';

/** What a site runs after an outcome; no commit: nothing, or when it was left to a newer owner: not known. */
export interface SiteVersion {
  readonly site: string;
  readonly commit?: string;
  readonly left?: boolean;
}

/** Who did something and why, as far as they said. */
export interface By {
  readonly by?: string;
  readonly reason?: string;
}

/** What happens where nobody decides in time. */
export interface Expires {
  readonly then: 'roll-back' | 'end' | 'ask-again';
}

/** Everything Merganser says, as data. `words.ts` turns it into sentences, a notifier into its own markup. Times: ISO 8601. */
export type Announcement = { readonly service: string } & (
  | {
      kind: 'starting';
      id: string;
      change: Change;
      also: readonly Change[];
      until: string;
      firstAt: readonly string[];
      drift?: readonly Drift[];
    }
  /** `waiting`: while a person is waited for, and nothing decides. */
  | { kind: 'failing'; problems: readonly Figure[]; waiting?: true }
  | { kind: 'failed-too-much'; problems: readonly Figure[] }
  | { kind: 'all-green'; results: readonly Figure[] }
  | { kind: 'recovered'; until?: string }
  | { kind: 'rolled-out'; sites: readonly string[]; commit: string }
  | { kind: 'rolled-back'; sites: readonly SiteVersion[] }
  | { kind: 'adopted'; sites: readonly string[]; commit: string }
  | ({ kind: 'aborted'; undo: boolean } & By)
  | ({ kind: 'superseded'; undo: boolean; commit?: string } & By)
  /** `unanalysed`: its canaries are not healthy yet. */
  | ({ kind: 'promoted'; unanalysed?: true } & By)
  /** `until`: of the analysis; absent before there is one. `isDue`: its deadline is over. */
  | ({ kind: 'resumed'; until?: string; isDue?: boolean } & By)
  /** `until`: when it is rolled back, or asked for again. */
  | ({ kind: 'held'; before: 'writing' | 'deciding'; until: string } & Expires & By)
  | ({ kind: 'soon-over'; until: string } & Expires)
  /** It would be rolled back, and its commit forbids that. `output`: the last lines of what it printed. */
  | { kind: 'kept'; why: string; until: string; problems: readonly Figure[]; output: readonly string[] }
  | ({ kind: 'left'; sites: readonly string[] } & By)
  | { kind: 'rollback-failed'; left: readonly string[]; sites: readonly SiteVersion[] }
  | { kind: 'fenced'; site: string; reason: string }
  | { kind: 'healed'; seconds: number }
  | { kind: 'still-failing'; seconds: number; problems: readonly Figure[] }
  | { kind: 'not-measured'; why: string }
  | { kind: 'telemetry-lost'; site: string; seconds: number }
  | { kind: 'unproven'; because?: Doubt; results: readonly Figure[] }
  | { kind: 'unproven-rollback'; because?: Doubt }
  | { kind: 'could-not-prepare'; id: string; change: Change; reason: string; output: readonly string[] }
  | { kind: 'could-not-start'; site: string; reason: string; output: readonly string[] }
  | { kind: 'unhealthy-rollout'; site: string; reason: string; output: readonly string[] }
  | { kind: 'extended'; until: string }
  | { kind: 'looks-missed'; seconds: number; until: string }
  | { kind: 'asking'; why: string; until: string }
  /** `unchanged`: nothing was written yet. */
  | { kind: 'nobody-answered'; unchanged?: boolean }
  | { kind: 'sick-baseline'; figure: Figure }
  | {
      kind: 'outlier-instance';
      site: string;
      instance: string;
      errors: number;
      of: number;
      arm: 'canary' | 'baseline';
    }
  | { kind: 'not-calibrated'; sites: readonly { readonly site: string; readonly why: string }[] }
  | { kind: 'slow-to-decide'; seconds: number | null; until: string }
  | { kind: 'last-look'; problems: readonly Figure[]; until: string }
  | { kind: 'explained'; streams: readonly Explanation[] }
  | { kind: 'site-unreachable'; site: string; doing: 'roll out' | 'roll back'; reason: string }
  | { kind: 'needs-operator'; site: string; reason: string }
  | { kind: 'ttl-expired'; site: string }
  | { kind: 'left-to-newer'; site: string; reason: string }
  | { kind: 'deployment-lost'; id: string; how: string; undo: boolean }
  | { kind: 'already-contained'; change: Change; in: string }
  | { kind: 'forced-push'; commit: string; branch: string; by?: string }
  | ({ kind: 'frozen'; until?: string } & By)
  | ({ kind: 'unfrozen' } & By)
  | ({ kind: 'service-held' } & By)
  | ({ kind: 'service-resumed' } & By)
  | ({ kind: 'merge-waits'; change: Waiting; because: 'frozen' | 'held'; until?: string } & By)
  | { kind: 'asks-quarantine'; change: Waiting; quarantined: readonly Bad[] }
  | { kind: 'asks-diverged'; commits: readonly string[] }
  | { kind: 'brings-back'; change: Waiting; quarantined: readonly Bad[] }
  | ({ kind: 'lifted'; commits: readonly string[] } & By)
  | ({ kind: 'dropped'; change: Waiting } & By)
  | ({ kind: 'waiting-promoted'; change: Waiting } & By)
  | ({ kind: 'going-back'; to: string } & By)
  | { kind: 'unknown-commit'; commit: string }
  | { kind: 'cannot-choose'; waiting: number; reason: string }
  | { kind: 'superseding'; id: string; change: Waiting }
  | { kind: 'left-unsaid'; count: number }
  | { kind: 'orphan'; site: string; commit: string }
  | { kind: 'stable-changed'; site: string; reason: string }
  | { kind: 'workflow-failing'; workflow: string; times: number }
);

/** A merge, as far as its service knows it. */
export type Waiting = Pick<Change, 'commit' | 'subject' | 'author'>;

/** A commit in quarantine, and why it is there. */
export interface Bad {
  readonly commit: string;
  readonly why: string;
}
