/**
 * Limits what one instance can add in one poll: `e' = min(e, max(floor, ceil(fraction * n)))`. One instance's burst does not
 * speak for a version. Not for latency counts, nor in the catastrophe rule.
 */
export const winsorise = (errors: number, requests: number, fraction: number, floor = 2): number =>
  Math.min(errors, Math.max(floor, Math.ceil(fraction * requests)));

/**
 * The fraction to winsorise at: 5%, or 5 times what the baseline's history shows, since a service that lives at 8% could
 * else go to 30% unseen; in warm-up at least 25%, as a cold start is forgiven.
 */
export function winsorFraction(historyRatio: number, warmUp: boolean): number {
  const usual = Math.max(0.05, 5 * historyRatio);
  return warmUp ? Math.max(0.25, usual) : usual;
}
