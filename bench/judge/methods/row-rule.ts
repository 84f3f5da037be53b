import type { Row } from '../../../src/domain/judge/increments.js';
import type { InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import { timing, type Method, type Run } from './method.js';

/** What a rule that knows no instances, sites or history says after a poll. */
export interface RowStanding {
  readonly bad: boolean;
  readonly rolledBack: boolean;
}

/** A rule of today: it sees one check's counts of both arms, summed; undefined where they could not be read. */
export interface RowRule {
  /** `k` counts polls from 1. */
  look(k: number, row: Row | undefined): RowStanding;
}

/**
 * A rule of today as a method: sites are summed, as one query over all of them would do, and each check has a rule of its
 * own, any of which rolls back. It ends at the deadline unless its next look is to roll back.
 */
export const ofRows = (name: string, rule: () => RowRule): Method => ({
  name,
  start({ streams, pasts }): Run {
    const rules = Array.from({ length: streams === 'checks' ? pasts.length : 1 }, rule);
    let k = 0;
    return {
      poll(readings) {
        k += 1;
        const rows = streams === 'checks' ? readings.map((r) => rowOf([r])) : [rowOf(readings)];
        const looks = rules.map((r, i) => r.look(k, rows[i]));
        const bad = looks.some((l) => l.bad);
        const rolledBack = looks.some((l) => l.rolledBack);
        const ended = rolledBack || (k >= timing.deadline && !bad) || k >= timing.latest;
        return { bad, rolledBack, good: ended && !bad, ended };
      },
    };
  },
});

/** Both arms' counts over sites; undefined if none could be read. */
export function rowOf(readings: readonly SiteReading[]): Row | undefined {
  const counts = readings.flatMap((r) => (r.kind === 'counts' ? [r] : []));
  if (counts.length === 0) return undefined;
  const sum = (arm: 'canary' | 'baseline', what: 'errors' | 'requests') =>
    counts.reduce((all, r) => all + r[arm].reduce((n: number, i: InstanceCounts) => n + i[what], 0), 0);
  return [
    sum('canary', 'errors'),
    sum('canary', 'requests'),
    sum('baseline', 'errors'),
    sum('baseline', 'requests'),
  ];
}
