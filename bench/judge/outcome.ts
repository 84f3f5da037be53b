import { timing, type Method, type Setup } from './methods/method.js';
import type { World } from './world.js';

/** What became of one method in one run: seconds since the canary started, null for never. */
export interface Outcome {
  readonly bad: number | null;
  readonly rolledBack: number | null;
  /** Good at the poll of the deadline. */
  readonly green: boolean;
}

/** Plays a simulated run to a method. */
export function play(method: Method, setup: Setup, world: World): Outcome {
  const run = method.start(setup);
  let bad: number | null = null;
  let green = false;
  for (const [i, readings] of world.polls.entries()) {
    const now = run.poll(readings);
    const seconds = (i + 1) * timing.interval;
    if (now.bad && bad === null) bad = seconds;
    if (i + 1 === timing.deadline) green = now.good;
    if (now.rolledBack) return { bad, rolledBack: seconds, green };
    if (now.ended) break;
  }
  return { bad, rolledBack: null, green };
}
