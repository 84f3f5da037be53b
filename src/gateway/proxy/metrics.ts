import { randomUUID } from 'node:crypto';
import { type Counts, edges, labelText, type SeriesLabels } from '../counts.js';

const keptAfterEndMs = 600_000;

/** The counters of one instance on one track. */
export class Series {
  /** A series begins with a 0, so that "no request yet" and "not there" can be told apart. */
  readonly codes = new Map<string, number>([['200', 0]]);
  readonly buckets = edges.map(() => 0);
  count = 0;
  sum = 0;
  /** Monotonic time of its end, in ms. */
  endedAt?: number;
  /** Told of each request that is counted. */
  recorded?: (code: number, seconds: number) => void;

  constructor(
    readonly labels: SeriesLabels,
    readonly id: string = randomUUID(),
  ) {}

  /** Goes on where another process has stopped counting. */
  static from({ id, labels, codes, buckets, count, sum, ended }: Counts): Series {
    const series = new Series(labels, id);
    for (const [code, its] of codes) series.codes.set(code, its);
    series.buckets.splice(0, buckets.length, ...buckets);
    series.count = count;
    series.sum = sum;
    if (ended) series.end();
    return series;
  }

  counts(): Counts {
    const { id, labels, codes, buckets, count, sum, endedAt } = this;
    return { id, labels, codes: [...codes], buckets: [...buckets], count, sum, ended: endedAt !== undefined };
  }

  record(code: number, seconds: number): void {
    this.recorded?.(code, seconds);
    const name = String(code);
    this.codes.set(name, (this.codes.get(name) ?? 0) + 1);
    this.count++;
    this.sum += seconds;
    edges.forEach((edge, i) => {
      if (seconds <= edge) this.buckets[i] = (this.buckets[i] ?? 0) + 1;
    });
  }

  end(): void {
    this.endedAt ??= performance.now();
  }
}

/** All series of a site. Those of instances that are gone stay for 10 minutes, so that their last counts are read. */
export class Metrics {
  #series = new Set<Series>();

  add(series: Series): Series {
    this.#series.add(series);
    return series;
  }

  /** The series of an instance on a track, unless it has ended. */
  current({ instance, track }: SeriesLabels): Series | undefined {
    return [...this.#series].find(
      ({ labels, endedAt }) =>
        endedAt === undefined && labels.instance === instance && labels.track === track,
    );
  }

  all(): Series[] {
    this.#dropOld();
    return [...this.#series];
  }

  /** Prometheus text format. */
  render(): string {
    const all = this.all();
    return [
      '# HELP http_requests_total Requests answered, by instance and status code.',
      '# TYPE http_requests_total counter',
      ...all.flatMap(requestLines),
      '# HELP http_request_duration_seconds Time from the arrival of a request to the end of its answer.',
      '# TYPE http_request_duration_seconds histogram',
      ...all.flatMap(durationLines),
      '',
    ].join('\n');
  }

  #dropOld(): void {
    const now = performance.now();
    for (const series of this.#series) {
      if (series.endedAt !== undefined && now - series.endedAt > keptAfterEndMs) this.#series.delete(series);
    }
  }
}

function requestLines({ labels, codes }: Series): string[] {
  return [...codes].map(([code, count]) => `http_requests_total${labelText({ ...labels, code })} ${count}`);
}

function durationLines({ labels, buckets, count, sum }: Series): string[] {
  const name = 'http_request_duration_seconds';
  const lines = edges.map(
    (edge, i) => `${name}_bucket${labelText({ ...labels, le: String(edge) })} ${buckets[i]}`,
  );
  const infinity = `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`;
  return [
    ...lines,
    infinity,
    `${name}_sum${labelText(labels)} ${sum}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}
