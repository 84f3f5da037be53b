import { burst, type Scenario } from '../scenario.js';

const height = [0.05, 0.3] as const;
/** Whole bursts, after warm-up and over before the deadline. */
const inside = (seconds: number) => [60, 600 - seconds] as const;

const whole = (seconds: number, rps: number) =>
  burst(`whole-arm burst of ${seconds} s, ${rps} rps`, {
    rps: 2 * rps,
    blows: [{ from: inside(seconds), seconds, height }],
  });

/** A whole arm fails for a while by 5 to 30%, without precedent in the history. */
export const bursts: readonly Scenario[] = [
  ...[15, 30, 60, 120].map((seconds) => whole(seconds, 50)),
  ...[15, 30, 60, 120].map((seconds) => whole(seconds, 5)),
  burst('three whole-arm bursts of 30 s', {
    blows: [60, 240, 420].map((from) => ({ from: [from, from + 150] as const, seconds: 30, height })),
  }),
  burst('Poisson bursts on both arms, one in 20 min', {
    squalls: { perHour: 3, seconds: [15, 60], height },
  }),
  burst('burst of 30 s across the deadline', { blows: [{ from: [575, 595], seconds: 30, height }] }),
  burst('burst of 60 s across the deadline', { blows: [{ from: [545, 595], seconds: 60, height }] }),
];
