import type { Row } from '../../../src/domain/judge/increments.js';
import type { InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import { slowEdge } from '../latency.js';
import type { Scenario } from '../scenario.js';
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
 * A rule of today as a method: sites are summed, as one query over all of them would do, and each of the service's metrics
 * has a rule of its own, any of which rolls back. `values`: it also compares levels, such as memory, and not only shares of
 * requests. It ends at the deadline unless its next look is to roll back.
 */
export const ofRows = (name: string, rule: () => RowRule, values = false): Method => ({
  name,
  judges: (scenario) => readersOf(scenario, values).length > 0,
  start({ scenario }): Run {
    const rules = readersOf(scenario, values).map((read) => ({ read, rule: rule() }));
    let k = 0;
    return {
      poll(readings) {
        k += 1;
        const counts = readings.flatMap((r) => (r.kind === 'counts' ? [r] : []));
        const looks = rules.map((r) => r.rule.look(k, counts.length > 0 ? r.read(counts) : undefined));
        const bad = looks.some((l) => l.bad);
        const rolledBack = looks.some((l) => l.rolledBack);
        const ended = rolledBack || (k >= timing.deadline && !bad) || k >= timing.latest;
        return { bad, rolledBack, good: ended && !bad, ended };
      },
    };
  },
});

type Counts = Extract<SiteReading, { kind: 'counts' }>;
type Reader = (readings: readonly Counts[]) => Row;

/** How each metric of a service is read: once, however many checks it has. */
function readersOf({ checks }: Scenario, values: boolean): readonly Reader[] {
  const metrics = [...new Set(checks.map((check) => check.metric))];
  return metrics.flatMap((metric): Reader[] => {
    if (metric === 'error-ratio') return [shares((i) => i.errors)];
    if (metric === 'latency') return [shares(slower)];
    return values ? [means((i) => i.gauges?.[metric] ?? 0)] : [];
  });
}

/** A bound on latency as it is commonly written: the share of requests that take longer than it. */
function slower({ requests, buckets = [] }: InstanceCounts): number {
  return requests - (buckets.find((b) => b.le === slowEdge)?.count ?? requests);
}

type Of = (instance: InstanceCounts) => number;

const sum = (readings: readonly Counts[], arm: 'canary' | 'baseline', of: Of) =>
  readings.reduce((all, r) => all + r[arm].reduce((n, i) => n + of(i), 0), 0);

const shares =
  (bad: Of): Reader =>
  (readings) => [
    sum(readings, 'canary', bad),
    sum(readings, 'canary', (i) => i.requests),
    sum(readings, 'baseline', bad),
    sum(readings, 'baseline', (i) => i.requests),
  ];

/** A level of both arms: the sum over instances, and how many there are. */
const means =
  (level: Of): Reader =>
  (readings) => [
    sum(readings, 'canary', level),
    sum(readings, 'canary', () => 1),
    sum(readings, 'baseline', level),
    sum(readings, 'baseline', () => 1),
  ];
