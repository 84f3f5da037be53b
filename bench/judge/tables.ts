import type { Scenario } from './scenario.js';
import type { Cell } from './summary.js';

/** A scenario with its cells, by method. */
export interface ResultRow {
  readonly scenario: Scenario;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** The tables in Markdown. Only those with rows. */
export function tables(
  rows: readonly ResultRow[],
  methods: readonly string[],
  judges: readonly string[],
): string {
  const healthy = rows.filter((r) => r.scenario.kind === 'null');
  const bursts = rows.filter((r) => r.scenario.kind === 'burst');
  const sick = rows.filter((r) => r.scenario.kind === 'regression');
  return [
    section('Healthy canaries: false rollbacks, % [95% interval]', healthy, methods, falseRollbacks),
    section('Healthy canaries: ever bad %, green at the deadline %', healthy, judges, watched),
    section('Bursts that end by themselves: rolled back, % [95% interval]', bursts, methods, falseRollbacks),
    section('Bursts that end by themselves: ever bad %, green at the deadline %', bursts, judges, watched),
    section('Sick canaries: rolled back %, at second (median; p95)', sick, methods, found),
    section('Sick canaries: bad %, at second (median; p95)', sick, methods, turned),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

type Show = (cell: Cell) => string;

function section(title: string, rows: readonly ResultRow[], methods: readonly string[], show: Show): string {
  if (rows.length === 0) return '';
  const sick = rows.some((r) => r.scenario.kind === 'regression');
  const head = ['', ...(sick ? ['harm from'] : []), ...methods];
  const body = rows.map(({ scenario, cells }) => [
    scenario.name,
    ...(sick ? [`${scenario.onset ?? 0} s`] : []),
    ...methods.map((m) => (cells[m] ? show(cells[m]) : '')),
  ]);
  return `### ${title}\n\n${table(head, body)}`;
}

export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

const falseRollbacks: Show = (c) =>
  `${percent(c.rolledBack)} [${percent(c.interval[0])}, ${percent(c.interval[1])}]`;

const watched: Show = (c) => `${percent(c.everBad)}, ${percent(c.green)}`;

const found: Show = (c) => timed(c.rolledBack, c.secondsToRollback.median, c.secondsToRollback.p95);

const turned: Show = (c) => timed(c.everBad, c.secondsToBad.median, c.secondsToBad.p95);

const timed = (share: number, median: number | null, p95: number | null) =>
  median === null ? 'never' : `${percent(share)}, ${median} (${p95})`;

/** Two digits below 1, one below 10 and up to 100 where they say something. */
export function percent(share: number): string {
  const p = share * 100;
  const digits = p < 1 ? 2 : 1;
  return String(Number(p.toFixed(digits)));
}
