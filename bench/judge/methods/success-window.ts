import type { Row } from '../../../src/domain/judge/increments.js';

/** Error ratio of the canary over the last `length` polls, as a query with a range does; undefined without requests. */
export function successWindow(length: number): (row: Row | undefined) => number | undefined {
  let polls: (readonly [errors: number, requests: number])[] = [];
  return (row) => {
    polls = [...polls, [row?.[0] ?? 0, row?.[1] ?? 0] as const].slice(-length);
    const errors = polls.reduce((sum, [e]) => sum + e, 0);
    const requests = polls.reduce((sum, [, n]) => sum + n, 0);
    return requests > 0 ? errors / requests : undefined;
  };
}
