/** Upper edges of the buckets in seconds, but for +Inf. */
export const edges: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10,
];

export interface SeriesLabels {
  readonly service: string;
  readonly site: string;
  readonly track: string;
  readonly version: string;
  readonly instance: string;
}

/** What a series has counted until now. */
export interface Counts {
  /** Of the series, not of the instance: one that begins anew is another. */
  readonly id: string;
  readonly labels: SeriesLabels;
  readonly codes: readonly (readonly [code: string, count: number])[];
  readonly buckets: readonly number[];
  readonly count: number;
  readonly sum: number;
  readonly ended: boolean;
}

/** Labels as they stand behind the name of a series. */
export function labelText(labels: object): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(String(value))}"`);
  return `{${pairs.join(',')}}`;
}

const escape = (value: string) => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
