import type { Figure } from '../announcements/announcement.js';

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
  readonly figure: Figure;
  /** In words a person on call understands. */
  readonly because: string;
}

/** What to do, which is the judge's whole answer to the workflow. */
export type Advice =
  | { readonly kind: 'continue' }
  | { readonly kind: 'warn'; readonly problems: readonly Figure[] }
  | { readonly kind: 'recovered' }
  | {
      readonly kind: 'roll-back';
      readonly because: 'failed' | 'unproven' | 'no-data';
      readonly problems: readonly Figure[];
    }
  | { readonly kind: 'roll-out'; readonly proven: boolean; readonly results: readonly Figure[] }
  | { readonly kind: 'extend' }
  | { readonly kind: 'ask'; readonly why: string };

/** Worth saying once, beside the advice. */
export type Notice =
  | { readonly kind: 'telemetry-lost'; readonly site: string; readonly seconds: number }
  | { readonly kind: 'sick-baseline'; readonly figure: Figure };
