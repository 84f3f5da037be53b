import { InvalidArgumentError } from 'commander';
import type { ServiceSettings } from '../config/settings.js';
import { alphaOf } from '../domain/judge/tuning.js';
import { secondsToBad, secondsToGood } from '../domain/judge/time-to-decide.js';

/** Traffic that is asked about: all requests a second of a service at all its sites. */
export interface AskedTraffic {
  readonly rate: number;
  /** What the stable version's error ratio is taken to be. */
  readonly errorRatio: number;
}

const usualPhi = 1.5;
const usualErrors = 0.001;
const worse = 5;

/** Reads `--traffic`. */
export function trafficOf(text: string): AskedTraffic {
  const rate = Number(text);
  if (!(rate > 0) || !Number.isFinite(rate)) {
    throw new InvalidArgumentError('Give the requests a second at all sites, a number above 0 such as 50.');
  }
  return { rate, errorRatio: usualErrors };
}

type Asked = Pick<ServiceSettings, 'sites' | 'weight' | 'tuning' | 'checks' | 'policy'>;

/** How long it takes to decide about a service at that traffic, without knowing its history. */
export function timeToDecide(
  { sites, weight, tuning, checks, policy }: Asked,
  { rate, errorRatio }: AskedTraffic,
): { good: number | null; bad: number | null } | undefined {
  if (!checks.some((check) => check.kind === 'ratio') || weight >= 1) return undefined;
  const traffic = { baselineRatio: errorRatio, canaryRate: rate * weight, share: weight };
  const alpha = alphaOf(tuning, policy.rollback === 'at-once');
  // The pool of several sites decides first, and has half of the part that a lone site has.
  const threshold = Math.log(1 / (alpha * (sites.length > 1 ? 0.25 : 0.5)));
  return {
    good: secondsToGood(traffic, usualPhi, tuning.warmUp),
    bad: secondsToBad(traffic, worse * errorRatio, usualPhi, threshold, tuning.warmUp),
  };
}

/** The same in words. */
export function timeToDecideLine(settings: ServiceSettings, asked: AskedTraffic): string[] {
  const found = timeToDecide(settings, asked);
  if (!found) return [];
  const { rate, errorRatio } = asked;
  const canary = Number((rate * settings.weight).toFixed(2));
  return [
    `  decides   at ${rate} requests/s (${canary} of them to the canary) and ${errorRatio * 100}% errors:`,
    `            a healthy canary ${within(found.good)}, ${worse} times the errors ${within(found.bad)}`,
  ];
}

function within(seconds: number | null): string {
  if (seconds === null) return 'never';
  return seconds < 120
    ? `after about ${Math.round(seconds)} s`
    : `after about ${Math.round(seconds / 60)} min`;
}
