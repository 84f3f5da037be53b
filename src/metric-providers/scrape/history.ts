import { z } from 'zod';
import { Unreadable } from './unreadable.js';

/**
 * What happened at one instance during one poll: requests, errors, and requests by their own bucket (not cumulative) in
 * the order of the edges; empty buckets at the end are left out.
 */
export type Happened = readonly [requests: number, errors: number, took: readonly number[]];

/** One poll: when it ended, in ms since 1970, and what happened at each stable instance that was there. */
export type HistoryRow = readonly [at: number, instances: Readonly<Record<string, Happened>>];

/** What all polls of a history have in common. */
export interface HistoryHead {
  /** Length of a poll in ms. */
  readonly interval: number;
  /** Upper bucket edges in seconds, ascending, null for +Inf; none without a histogram. */
  readonly edges: readonly (number | null)[];
}

/**
 * A service's history at one site, oldest poll first, without those that nobody took. Answer of `GET
 * /v1/services/<service>/history?interval=<ms>`, and the content of a recorded history.
 */
export interface History extends HistoryHead {
  readonly rows: readonly HistoryRow[];
}

const count = z.int().min(0);

export const historyRow: z.ZodType<HistoryRow> = z.tuple([
  count,
  z.record(z.string(), z.tuple([count, count, z.array(count)])),
]);

const historySchema: z.ZodType<History> = z
  .object({
    interval: z.int().min(1),
    edges: z
      .array(z.number().positive().nullable())
      .refine(areEdges, 'not ascending edges with null as last'),
    rows: z.array(historyRow),
  })
  .refine(areInOrder, { path: ['rows'], error: 'not in the order of time' })
  .refine(fitsEdges, { path: ['rows'], error: 'more buckets than edges' });

/** Reads the JSON of a history. Throws Unreadable for anything else, with what the thing is. */
export function parseHistory(text: string): History {
  if (text.trimStart().startsWith('<')) throw new Unreadable('is a web page instead');
  const { success, data, error } = historySchema.safeParse(parseJson(text));
  if (success) return data;
  const [issue] = error.issues;
  const where = issue && issue.path.length > 0 ? `, at ${issue.path.join('.')}` : '';
  throw new Unreadable(`is not of the right form${where}: ${issue?.message}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`is not JSON, or is cut off: ${JSON.stringify(text.slice(0, 60))}`);
  }
}

const ascending = (values: readonly number[]) => values.every((value, i) => value > (values[i - 1] ?? -1));

function areEdges(edges: readonly (number | null)[]): boolean {
  return ascending(edges.map((edge) => edge ?? Infinity)) && (edges.at(-1) ?? null) === null;
}

function areInOrder({ rows }: History): boolean {
  return ascending(rows.map(([at]) => at));
}

function fitsEdges({ edges, rows }: History): boolean {
  return rows.every(([, instances]) =>
    Object.values(instances).every(([, , took]) => took.length <= edges.length),
  );
}
