/** A run ends for good at 51,200 events or 50 MB of history: what may last long is done more rarely as it grows. */
const events = 20_000;
const bytes = 3_000_000;
const eventsPerLook = 12;
const minute = 60_000;

/** What looks still cost: how long they go on, and how large the history is and each of them. In ms and bytes. */
export interface Looking {
  readonly interval: number;
  readonly leftMs: number;
  readonly lookBytes: number;
  readonly historyLength: number;
}

/** One poll, or several of a minute at most where one look for each would make the history too large. */
export function pollsPerLook({ interval, leftMs, lookBytes, historyLength }: Looking): number {
  const looks = leftMs / interval;
  const free = Math.max(1, events - historyLength);
  const needed = Math.max((looks * lookBytes) / bytes, (looks * eventsPerLook) / free);
  return Math.max(1, Math.min(Math.ceil(needed), Math.floor(minute / interval)));
}

/**
 * How often is looked while a person is waited for, in ms: often enough to see a canary die within minutes, and where
 * nobody has answered in time and it is asked `again`, often enough to keep the canaries.
 */
export function waitingInterval(
  { interval, lookBytes, historyLength }: Omit<Looking, 'leftMs'>,
  holdFor: number,
  again: boolean,
): number {
  if (again)
    return Math.max(interval, Math.min(holdFor, historyLength > 1.5 * events ? 60 * minute : 10 * minute));
  const often = Math.min(minute / 2, holdFor / 20);
  const affordable = Math.min(minute, (holdFor * lookBytes) / bytes);
  return Math.ceil(Math.max(interval, often, affordable, (holdFor * eventsPerLook) / events));
}

/** The longest pause between two rounds of a rollback, in ms: a minute in its first hour. */
export const longestPause = (sinceMs: number, historyLength: number): number =>
  sinceMs < 60 * minute ? minute : 10 * minute * 2 ** Math.floor(historyLength / 10_000);
