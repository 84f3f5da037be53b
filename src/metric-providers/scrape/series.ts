import { usageIn } from './gauges.js';
import { parseNumber, type Sample } from './prometheus-text.js';
import { Unreadable } from './unreadable.js';

export interface CpuTime {
  readonly seconds: number;
  /** When it was read, in ms since 1970. */
  readonly at: number;
}

/** Absolute counters of one instance. Plain JSON, and small: it travels through Temporal with every look. */
export interface Counters {
  /** Requests by status code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Requests by the upper edge of their own bucket, not cumulative; empty buckets are left out. */
  readonly took: Readonly<Record<string, number>>;
  /** Of its process, where the site tells. */
  readonly cpu?: CpuTime;
  /** Of its process in bytes, where the site tells. No counter, but kept so that a reading can be rebuilt. */
  readonly memory?: number;
}

/** An instance as one scrape shows it. */
export interface Instance extends Counters {
  /** Unique within the site. */
  readonly key: string;
  readonly arm: 'canary' | 'baseline';
  readonly instance: string;
  /** The histogram's upper edges, ascending; none without a histogram. */
  readonly edges: readonly number[];
}

export interface Wanted {
  readonly service: string;
  readonly site: string;
  /** Commit of the canary. */
  readonly canary: string;
}

/** Finds the canary's and the baseline's instances among the samples of a scrape made at `at`, in ms since 1970. */
export function instancesOf(samples: readonly Sample[], wanted: Wanted, at: number): Instance[] {
  const grouped = new Map<string, { arm: Instance['arm']; own: Sample[] }>();
  for (const sample of samples) {
    const arm = armOf(sample, wanted);
    if (!arm) continue;
    const key = ['track', 'version', 'instance'].map((name) => sample.labels.get(name) ?? '').join('/');
    const group = grouped.get(key) ?? { arm, own: [] };
    group.own.push(sample);
    grouped.set(key, group);
  }
  return [...grouped].map(([key, { arm, own }]) => instanceOf(key, arm, own, at));
}

function instanceOf(key: string, arm: Instance['arm'], own: readonly Sample[], at: number): Instance {
  const instance = own[0]?.labels.get('instance') ?? '';
  const codes = Object.fromEntries(sums(own, 'http_requests_total', 'code'));
  const buckets = sums(own, 'http_request_duration_seconds_bucket', 'le');
  return { key, arm, instance, codes, ...histogramOf(buckets, instance), ...usageIn(own, at) };
}

/** An older canary's series and those of the canary's version on the stable track belong to neither arm. */
function armOf({ labels }: Sample, { service, site, canary }: Wanted): Instance['arm'] | undefined {
  if (labels.get('service') !== service || labels.get('site') !== site) return undefined;
  const isCanary = labels.get('version') === canary;
  if (labels.get('track') === 'canary') return isCanary ? 'canary' : undefined;
  return labels.get('track') === 'stable' && !isCanary ? 'baseline' : undefined;
}

/** Sums by one label: an exporter may split its series further, by method say. */
function sums(samples: readonly Sample[], name: string, by: string): Map<string, number> {
  const result = new Map<string, number>();
  for (const sample of samples) {
    if (sample.name !== name) continue;
    if (!Number.isSafeInteger(sample.value) || sample.value < 0) {
      throw new Unreadable(`answered with a count that is no whole number: ${name} ${sample.value}`);
    }
    const value = sample.labels.get(by) ?? '';
    result.set(value, (result.get(value) ?? 0) + sample.value);
  }
  return result;
}

function histogramOf(
  buckets: ReadonlyMap<string, number>,
  instance: string,
): Pick<Instance, 'took' | 'edges'> {
  const sorted = [...buckets]
    .map(([le, count]) => ({ edge: parseNumber(le) ?? NaN, count }))
    .sort((a, b) => a.edge - b.edge);
  if (sorted.length > 0 && sorted.at(-1)?.edge !== Infinity) {
    throw new Unreadable(
      `answered with a histogram of ${instance} that has no bucket +Inf: it may be cut off`,
    );
  }
  const took = sorted.map(
    ({ edge, count }, i) => [String(edge), count - (sorted[i - 1]?.count ?? 0)] as const,
  );
  if (took.some(([edge, count]) => edge === 'NaN' || count < 0)) {
    throw new Unreadable(`answered with a histogram of ${instance} that is not cumulative`);
  }
  return {
    took: Object.fromEntries(took.filter(([, count]) => count > 0)),
    edges: sorted.map((b) => b.edge),
  };
}
