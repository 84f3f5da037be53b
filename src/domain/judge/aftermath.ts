import type { Figure } from '../announcements/announcement.js';
import { allSites } from './candidate.js';
import type { Check } from './checks.js';
import { quantileMs } from './quantile.js';
import type { InstanceCounts, SiteReading } from './reading.js';
import { sum } from './window.js';

/** How one thing that was bad of the canary stands since the version before runs alone. */
interface Standing {
  /** Counted since it could last be told. */
  readonly counted: InstanceCounts;
  readonly isWell: boolean;
  /** The figure when it could last be told. */
  readonly figure?: Figure;
}

/** Plain JSON. */
export interface Recovery {
  /** In the order of the problems. */
  readonly standings: readonly Standing[];
  /** Why the last look read nothing. */
  readonly unread?: string;
}

export const isRecovered = ({ standings }: Recovery): boolean => standings.every(({ isWell }) => isWell);

/** What is known not to be well. */
export const stillBad = ({ standings }: Recovery): readonly Figure[] =>
  standings.flatMap(({ isWell, figure }) => (isWell || !figure ? [] : [figure]));

const nothing: InstanceCounts = { instance: '', requests: 0, errors: 0, buckets: [] };

/**
 * One look at what was bad: well again once it is nearer to what the version before showed than to what the canary did,
 * over as many requests as three errors at the canary's rate would take.
 */
export function recovered(
  checks: readonly Check[],
  problems: readonly Figure[],
  readings: readonly SiteReading[],
  before?: Recovery,
): Recovery {
  const [unread] = readings.flatMap((reading) => (reading.kind === 'provider-error' ? [reading.why] : []));
  const standings = problems.map((problem, i): Standing => {
    const last = before?.standings[i] ?? { counted: nothing, isWell: false };
    const instances = stableAt(problem.site, readings);
    const counted = { ...sum([last.counted, ...instances]), instance: '' };
    const check = checks.find(({ name }) => name === problem.check);
    const value = check && valueOf(check, problem, counted, instances);
    if (value === undefined) return { ...last, counted };
    const { before: was = 0, after: then = 0 } = problem;
    const isWell = Math.abs(value - was) <= Math.abs(value - then);
    return { counted: nothing, isWell, figure: { ...problem, after: value } };
  });
  return { standings, ...(unread !== undefined && { unread }) };
}

const stableAt = (site: string, readings: readonly SiteReading[]): readonly InstanceCounts[] =>
  readings.flatMap((reading) =>
    reading.kind !== 'provider-error' && (site === allSites || reading.site === site) ? reading.baseline : [],
  );

const enoughErrors = 3;
const enoughRequests = 20;

/** The figure as it is now; undefined while too little was seen to tell. */
function valueOf(
  check: Check,
  { after = 0 }: Figure,
  counted: InstanceCounts,
  instances: readonly InstanceCounts[],
): number | undefined {
  if (check.kind === 'gauge') {
    const levels = instances.flatMap(({ gauges }) => gauges?.[check.metric] ?? []);
    return levels.length > 0 ? levels.reduce((a, b) => a + b) / levels.length : undefined;
  }
  if (check.metric === 'latency')
    return counted.requests < enoughRequests ? undefined : quantileMs(counted, check.quantile);
  const enough = counted.requests > 0 && counted.requests * after >= enoughErrors;
  return enough ? counted.errors / counted.requests : undefined;
}
