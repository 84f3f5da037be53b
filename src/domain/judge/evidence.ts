import type { Doubt, Figure } from '../announcements/announcement.js';
import type { Explanation } from './explanation.js';

/**
 * What a stream (one check at one site) says at a poll. Only `bad` may ever cause a rollback; `thin` is not decided, or
 * too little traffic to tell; `provider-error` never counts against the canary.
 */
export type Evidence = 'good' | 'bad' | 'thin' | 'no-data' | 'provider-error';

/** One stream's evidence at a poll, with the figures and the rule that led to it. */
export interface StreamEvidence {
  readonly check: string;
  readonly site: string;
  readonly required: boolean;
  readonly evidence: Evidence;
  /** Bad at or after the deadline, and nothing speaks for waiting any longer. */
  readonly confirmed: boolean;
  /** The canary is dying: it is not waited for. */
  readonly catastrophe: boolean;
  /** All sites as one: it can be bad, but need not be good, since its sites are. */
  readonly pool: boolean;
  readonly figure: Figure;
  /** In words a person on call understands. */
  readonly because: string;
}

const worstFirst: readonly Evidence[] = ['bad', 'provider-error', 'no-data', 'thin', 'good'];

/** The evidence that a person should hear of first; undefined when there is none. */
export const worstOf = (streams: readonly Pick<StreamEvidence, 'evidence'>[]): Evidence | undefined =>
  worstFirst.find((evidence) => streams.some((stream) => stream.evidence === evidence));

/** What to do, which is the judge's whole answer to the workflow. */
export type Advice =
  | { readonly kind: 'continue' }
  | { readonly kind: 'warn'; readonly problems: readonly Figure[] }
  | { readonly kind: 'recovered' }
  | {
      readonly kind: 'roll-back';
      readonly because: 'failed' | 'unproven' | Doubt;
      readonly problems: readonly Figure[];
    }
  | {
      readonly kind: 'roll-out';
      readonly proven: boolean;
      readonly because?: Doubt;
      readonly results: readonly Figure[];
    }
  | { readonly kind: 'extend' }
  | { readonly kind: 'ask'; readonly why: string };

/** Worth saying once, beside the advice. Times in ISO 8601. */
export type Notice =
  | { readonly kind: 'telemetry-lost'; readonly site: string; readonly seconds: number }
  | { readonly kind: 'sick-baseline'; readonly figure: Figure }
  | {
      readonly kind: 'outlier-instance';
      readonly site: string;
      readonly instance: string;
      readonly errors: number;
      readonly of: number;
      readonly arm: 'canary' | 'baseline';
    }
  /** The judge starts conservatively: what it does not know of these sites, and why. */
  | {
      readonly kind: 'not-calibrated';
      readonly sites: readonly { readonly site: string; readonly why: string }[];
    }
  /** A healthy canary takes longer to prove than the analysis lasts; no seconds: it never is. */
  | { readonly kind: 'slow-to-decide'; readonly seconds: number | null; readonly until: string }
  /** The deadline has come while a stream is bad. */
  | { readonly kind: 'last-look'; readonly problems: readonly Figure[]; readonly until: string }
  /** The site had not heard of the control plane for too long, and took the canary off the requests by itself. */
  | { readonly kind: 'ttl-expired'; readonly site: string }
  /** Why the verdict is what it is; said after it. */
  | { readonly kind: 'explained'; readonly streams: readonly Explanation[] };
