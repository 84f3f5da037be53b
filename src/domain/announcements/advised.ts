import type { Advice } from '../judge/evidence.js';
import type { Announcement } from './announcement.js';

/** An announcement that does not name its service yet. */
export type Saying = DistributiveOmit<Announcement, 'service'>;

type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** When things are due, ISO 8601: the verdict, the latest one allowed, and a person's answer where one may be asked. */
export interface Due {
  readonly until: string;
  readonly latest: string;
  readonly answer: string;
  /** Nothing is due: a person is waited for. */
  readonly waiting?: true | undefined;
}

/** What is said about advice; nothing when the analysis just goes on. */
export function advised(advice: Advice, { until, latest, answer, waiting }: Due): Saying | undefined {
  switch (advice.kind) {
    case 'continue':
      return undefined;
    case 'warn':
      return { kind: 'failing', problems: advice.problems, ...(waiting && { waiting }) };
    case 'recovered':
      return waiting ? { kind: 'recovered' } : { kind: 'recovered', until };
    case 'extend':
      return { kind: 'extended', until: latest };
    case 'roll-back':
      if (advice.because === 'failed') return { kind: 'failed-too-much', problems: advice.problems };
      return {
        kind: 'unproven-rollback',
        ...(advice.because !== 'unproven' && { because: advice.because }),
      };
    case 'roll-out':
      if (advice.proven) return { kind: 'all-green', results: advice.results };
      return {
        kind: 'unproven',
        ...(advice.because && { because: advice.because }),
        results: advice.results,
      };
    case 'ask':
      return { kind: 'asking', why: advice.why, until: answer };
  }
}
