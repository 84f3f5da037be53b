/** Waiting for a person: until when, and when to say that time runs out. Epoch ms. */
export interface Waiting {
  readonly until: number;
  readonly remindAt: number;
}

const quarterHour = 15 * 60_000;

/** Waits for a person from `now` on, for `holdFor` ms. */
export function waitingFrom(now: number, holdFor: number): Waiting {
  const until = Math.ceil((now + holdFor) / 1000) * 1000;
  return { until, remindAt: until - Math.min(quarterHour, holdFor / 4) };
}
