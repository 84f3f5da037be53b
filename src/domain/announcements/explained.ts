import type { Explanation } from '../judge/explanation.js';
import type { RateRatio } from '../judge/rate-ratio.js';
import { percent } from './figures.js';
import { say, type Line } from './parts.js';

const most = 6;

/** Why a verdict is what it is, in one line per stream, the worst first; many alike become a count. */
export function explanationLines(streams: readonly Explanation[]): Line[] {
  const shown = streams.slice(0, most);
  const rest = streams.length - shown.length;
  return [
    say`Why:`,
    ...shown.map(line),
    ...(rest > 0 ? [say`and ${rest} more with less evidence against the canary`] : []),
  ];
}

function line(stream: Explanation): Line {
  const { check, site, state, recovered, counts, rateRatio } = stream;
  const numbers = counts ? say`: ${counted(counts.after)}, beside it ${counted(counts.before)}` : [];
  const range = rateRatio ? say`; ${rangeOf(rateRatio)}` : [];
  return [
    ...say`${check} in ${site} ${[recovered ? 'has recovered; until then' : `is ${words[state]}`]}`,
    ...numbers,
    ...range,
    ...say`; ${chance(stream)}`,
    ...needed(stream),
  ];
}

const counted = ({ errors, requests }: { errors: number; requests: number }) =>
  `${errors} errors in ${requests} requests (${percent(requests > 0 ? errors / requests : 0)})`;

const rangeOf = ({ lower, upper }: RateRatio) =>
  upper === null
    ? `at least ${factor(lower)} times its rate`
    : `${factor(lower)} to ${factor(upper)} times its rate`;

const words = { good: 'no worse', bad: 'worse', thin: 'not decided' };

const factor = (x: number) => (x < 10 ? x.toFixed(1) : String(Math.round(x)));

/** In whole evidence, since "odds of 40 to 1" is understood where a logarithm is not. */
function chance({ p, logE, threshold, lookLogE, phi, phiLive }: Explanation): string {
  const odds = (log: number) =>
    log > 13.8 ? 'over a million' : String(Math.max(0, Math.round(Math.exp(log))));
  const look = lookLogE === undefined ? '' : `, last look ${odds(lookLogE)} to 1`;
  const chanceOf =
    p >= 1
      ? 'nothing unusual for a healthy canary'
      : `a healthy canary looks like this in ${p < 0.001 ? 'under .1%' : percent(p)} of deployments`;
  return `${chanceOf} (odds ${odds(logE)} to 1 against it, bad from ${odds(threshold)}${look}; dispersion ${(phi * phiLive).toFixed(1)})`;
}

const needed = ({ requestsNeeded }: Explanation): Line =>
  requestsNeeded === undefined ? [] : say`; about ${requestsNeeded} more canary requests would settle it`;
