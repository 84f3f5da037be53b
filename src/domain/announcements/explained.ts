import type { Explanation, StatisticalExplanation } from '../judge/explanation.js';
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
  if (stream.kind === 'statistical') return statistical(stream);
  const { check, site, state, because } = stream;
  const decided = state === 'good' || state === 'bad';
  return say`${check} in ${site}${decided ? '' : ` is ${undecided[state]}`}: ${because}`;
}

function statistical(stream: StatisticalExplanation): Line {
  const { check, site, state, recovered, counts, slowerThan, rateRatio } = stream;
  const told = slowerThan === undefined ? inErrors : slower(slowerThan);
  const numbers = counts ? say`: ${told(counts.after)}, beside it ${told(counts.before)}` : [];
  const range = rateRatio ? say`; ${rangeOf(rateRatio)}` : [];
  return [
    ...say`${check} in ${site} ${[recovered ? 'has recovered; until then' : `is ${words[state]}`]}`,
    ...numbers,
    ...range,
    ...say`; ${chance(stream)}`,
    ...needed(stream),
  ];
}

interface Counted {
  readonly errors: number;
  readonly requests: number;
}

const shareOf = ({ errors, requests }: Counted) => percent(requests > 0 ? errors / requests : 0);

const inErrors = (counted: Counted) =>
  `${counted.errors} errors in ${counted.requests} requests (${shareOf(counted)})`;

const slower = (seconds: number) => (counted: Counted) =>
  `${counted.errors} of ${counted.requests} requests slower than ${Math.round(seconds * 1000)} ms (${shareOf(counted)})`;

const rangeOf = ({ lower, upper }: RateRatio) =>
  upper === null
    ? `at least ${factor(lower)} times its rate`
    : `${factor(lower)} to ${factor(upper)} times its rate`;

const words = { good: 'no worse', bad: 'worse', thin: 'not decided' };
const undecided = { thin: 'not decided', 'no-data': 'not seen', 'provider-error': 'not seen' };

const factor = (x: number) => (x < 10 ? x.toFixed(1) : String(Math.round(x)));

/** In whole evidence, since "odds of 40 to 1" is understood where a logarithm is not. */
function chance({ p, logE, threshold, lookLogE, phi, phiLive }: StatisticalExplanation): string {
  const odds = (log: number) =>
    log > 13.8 ? 'over a million' : String(Math.max(0, Math.round(Math.exp(log))));
  const look = lookLogE === undefined ? '' : `, last look ${odds(lookLogE)} to 1`;
  const chanceOf =
    p >= 1
      ? 'nothing unusual for a healthy canary'
      : `a healthy canary looks like this in ${p < 0.001 ? 'under .1%' : percent(p)} of deployments`;
  return `${chanceOf} (odds ${odds(logE)} to 1 against it, bad from ${odds(threshold)}${look}; dispersion ${(phi * phiLive).toFixed(1)})`;
}

const needed = ({ requestsNeeded }: StatisticalExplanation): Line =>
  requestsNeeded === undefined ? [] : say`; about ${requestsNeeded} more canary requests would settle it`;
