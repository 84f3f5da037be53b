import { thetaDown, thetaUp } from './increments.js';
import { defaults } from './rules.js';

/** What the time to decide depends on. `share` is the canary's of all requests, `canaryRate` its requests a second. */
export interface Traffic {
  readonly baselineRatio: number;
  readonly canaryRate: number;
  readonly share: number;
}

const usualWarmUp = 60_000;

/**
 * Seconds until a healthy canary is expected to be good, `warmUp` in ms: `60 + 6.2 phiAbs / (rate i)`, where i is what a request adds to
 * the log evidence under the best alternative, absolute or relative. Null where it never is.
 */
export function secondsToGood(
  { baselineRatio: p, canaryRate, share }: Traffic,
  phiAbs: number,
  warmUp = usualWarmUp,
): number | null {
  const b = (1 - share) / share;
  const { r, a } = defaults.notWorse;
  const q = r / (r + b);
  const absolute = thetaDown.map((t) => p * Math.log(t) - Math.log(1 - a + a * t));
  const relative = thetaDown.map((t) => p * Math.log(t) - (p + b * p) * Math.log(1 - q + q * t));
  return seconds(6.2 * phiAbs, canaryRate, Math.max(...absolute, ...relative), warmUp);
}

/**
 * Seconds until a canary with the stated error ratio is expected to be bad, `warmUp` in ms:
 * `60 + phi (threshold + 2.6) / (rate I)`; null: never.
 */
export function secondsToBad(
  { baselineRatio: p, canaryRate, share }: Traffic,
  canaryRatio: number,
  phi: number,
  threshold: number,
  warmUp = usualWarmUp,
): number | null {
  const b = (1 - share) / share;
  const { r } = defaults.worse;
  const q = r / (r + b);
  const gains = thetaUp.map(
    (t) => canaryRatio * Math.log(t) - (canaryRatio + b * p) * Math.log(1 - q + q * t),
  );
  return seconds(phi * (threshold + 2.6), canaryRate, Math.max(...gains), warmUp);
}

const seconds = (evidence: number, rate: number, perRequest: number, warmUp: number) =>
  perRequest > 0 && rate > 0 ? warmUp / 1000 + evidence / (rate * perRequest) : null;
