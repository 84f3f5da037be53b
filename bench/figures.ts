/** A figure of a bench beside what it should not exceed. Milliseconds. */
export interface Figure {
  readonly what: string;
  readonly times: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
  /** The goal, and of which quantile. */
  readonly goal?: string;
}

/** Settles a figure from its samples in ms. */
export function figureOf(what: string, samples: readonly number[], goal?: string): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  const quantiles = { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
  return { what, times: sorted.length, ...quantiles, ...(goal !== undefined && { goal }) };
}

export function figureTable(figures: readonly Figure[]): string {
  const shown = (ms: number) => ms.toFixed(ms < 100 ? 1 : 0);
  return table(
    ['what', 'times', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms', 'goal'],
    figures.map(({ what, times, p50, p95, p99, most, goal }) => [
      what,
      String(times),
      ...[p50, p95, p99, most].map(shown),
      goal ?? '',
    ]),
  );
}

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
