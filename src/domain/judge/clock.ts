/** The times of an analysis. All in epoch ms, `interval` in ms. */
export interface Clock {
  readonly startedAt: number;
  /** When the verdict is due. */
  readonly deadline: number;
  /** The deadline never moves past this. */
  readonly latest: number;
  readonly interval: number;
  /** When the last look ended; the start before the first. */
  readonly lookedAt: number;
}

/** An analysis that begins now. Its deadline falls on a whole second, since that is how it is announced. */
export function startClock(
  now: number,
  analysis: { duration: number; maxDuration: number; interval: number },
): Clock {
  const deadline = Math.ceil((now + analysis.duration) / 1000) * 1000;
  return {
    startedAt: now,
    deadline,
    latest: Math.max(deadline, Math.ceil((now + analysis.maxDuration) / 1000) * 1000),
    interval: analysis.interval,
    lookedAt: now,
  };
}

/** One more window, from now: after a person resumed. */
export function restartClock(clock: Clock, now: number, duration: number): Clock {
  const deadline = Math.ceil((now + duration) / 1000) * 1000;
  return { ...clock, deadline, latest: deadline, lookedAt: now };
}

/** As many polls as a last look needs for the weakest harm that it can tell, twice over. */
const lastLookPolls = 24;

/** Until when a last look may go on: it gets its polls even where the deadline cannot be extended. */
export const lastLookUntil = ({ deadline, latest, interval }: Clock): number =>
  Math.max(latest, deadline + lastLookPolls * interval);

/** Time without looks longer than three intervals is not analysis. */
export function isGap(clock: Clock, now: number, intervalsPerPoll = 1): boolean {
  return now > clock.startedAt && now - clock.lookedAt > 3 * clock.interval * intervalsPerPoll;
}

/**
 * Notes a look that ended at `now`. A gap before it moves the deadline, at most to `latest`. Returns the clock, and the ms
 * that moved the deadline (0 mostly, and where it cannot move any further).
 */
export function lookAt(clock: Clock, now: number, intervalsPerPoll = 1): { clock: Clock; missed: number } {
  const gap = now - clock.lookedAt;
  if (!isGap(clock, now, intervalsPerPoll)) return { clock: { ...clock, lookedAt: now }, missed: 0 };
  const moved = Math.ceil((clock.deadline + gap - clock.interval) / 1000) * 1000;
  const deadline = Math.max(clock.deadline, Math.min(clock.latest, moved));
  return { clock: { ...clock, deadline, lookedAt: now }, missed: deadline > clock.deadline ? gap : 0 };
}
