import type { Sample } from './load.js';

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** What became of the requests around one kind of event, over all its repetitions. Milliseconds. */
export interface Row {
  readonly event: string;
  readonly times: number;
  readonly requests: number;
  readonly lost: number;
  /** What was lost, by what came instead of an answer. */
  readonly results: Readonly<Record<string, number>>;
  readonly before: Quantiles;
  readonly during: Quantiles;
  readonly after: Quantiles;
}

/** A request counts by when it was due; one that is due while the event goes on is "during". */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Settles a row from all samples and the spans of the events; `around` ms on each side are before and after. */
export function rowOf(
  event: string,
  samples: readonly Sample[],
  spans: readonly Span[],
  around: number,
): Row {
  const within = (edges: readonly Span[]) =>
    samples.filter(({ at }) => edges.some(({ from, to }) => at >= from && at < to));
  const before = within(spans.map(({ from }) => ({ from: from - around, to: from })));
  const during = within(spans);
  const after = within(spans.map(({ to }) => ({ from: to, to: to + around })));
  const all = [...before, ...during, ...after];
  const lost = all.filter(({ result }) => result !== '200');
  const results: Record<string, number> = {};
  for (const { result } of lost) results[result] = (results[result] ?? 0) + 1;
  const quantiles = { before: quantilesOf(before), during: quantilesOf(during), after: quantilesOf(after) };
  return { event, times: spans.length, requests: all.length, lost: lost.length, results, ...quantiles };
}

export function quantilesOf(samples: readonly Sample[]): Quantiles {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

export interface OverheadRow {
  readonly way: string;
  readonly method: string;
  /** Under the same steady load. */
  readonly steady: Quantiles;
  /** As fast as it goes, from so many clients. */
  readonly perSecond: number;
  readonly flooded: Quantiles;
  readonly lost: number;
}

const shown = ({ p50, p99 }: Quantiles) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`;

export function handoverTable(rows: readonly Row[]): string {
  return table(
    ['event', 'times', 'requests', 'lost', 'before, p50 / p99 ms', 'during', 'after'],
    rows.map(({ event, times, requests, lost, results, before, during, after }) => [
      event,
      String(times),
      String(requests),
      lost === 0
        ? '0'
        : `${lost} (${Object.entries(results)
            .map(([name, count]) => `${name}: ${count}`)
            .join(', ')})`,
      ...[before, during, after].map(shown),
    ]),
  );
}

export function overheadTable(rows: readonly OverheadRow[]): string {
  return table(
    ['way', 'method', 'steady, p50 / p99 ms', 'most a second', 'then p50 / p99 ms', 'lost'],
    rows.map(({ way, method, steady, perSecond, flooded, lost }) => [
      ...[way, method, shown(steady), perSecond.toFixed(0), shown(flooded), String(lost)],
    ]),
  );
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
