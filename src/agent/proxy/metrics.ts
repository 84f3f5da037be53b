/** Upper edges of the buckets in seconds, but for +Inf. */
export const edges: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10,
];
const keptAfterEndMs = 600_000;

export interface SeriesLabels {
  readonly service: string;
  readonly site: string;
  readonly track: string;
  readonly version: string;
  readonly instance: string;
}

/** The counters of one instance on one track. */
export class Series {
  /** A series begins with a 0, so that "no request yet" and "not there" can be told apart. */
  readonly codes = new Map<string, number>([['200', 0]]);
  readonly buckets = edges.map(() => 0);
  count = 0;
  sum = 0;
  /** Monotonic time of its end, in ms. */
  endedAt?: number;

  constructor(readonly labels: SeriesLabels) {}

  record(code: number, seconds: number): void {
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

/** All series of the agent. Those of instances that are gone stay for 10 minutes, so that their last counts are read. */
export class Metrics {
  #series = new Set<Series>();

  open(labels: SeriesLabels): Series {
    const series = new Series(labels);
    this.#series.add(series);
    return series;
  }

  /** Prometheus text format. */
  render(): string {
    this.#dropOld();
    const all = [...this.#series];
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

/** Labels as they stand behind the name of a series. */
export function labelText(labels: object): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(String(value))}"`);
  return `{${pairs.join(',')}}`;
}

const escape = (value: string) => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
