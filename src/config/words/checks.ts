import type { Words } from './words.js';

/** The keys of a check. */
export const checks: Words = {
  'checks[].name': [
    '`error ratio`, `latency p95`, `memory`, `CPU`',
    'As messages name it; 1 to 60 characters, once per service',
  ],
  'checks[].kind': ['required', '`ratio`, `latency`, `gauge` or `threshold`'],
  'checks[].metric': [
    "the kind's",
    '`error-ratio` or `latency` for `threshold`; `memory` or `cpu` for `gauge`',
  ],
  'checks[].allowed': [
    '`1.25`',
    "Of `ratio` only: how many times the baseline's ratio is no harm yet; `1` to `100`",
  ],
  'checks[].floor': ['`0.1%`', "Of `ratio` only: an error ratio below it is no harm whatever the baseline's"],
  'checks[].tolerance': ['`10%`', 'Of `latency` and `gauge`: how much slower or higher is no harm yet'],
  'checks[].quantile': [
    '`95%`',
    'Of latency only: which quantile; with kind `latency` it is only shown; above `0%`',
  ],
  'checks[].compare': ['`baseline`', '`baseline`: canary minus baseline. `none`: the canary alone'],
  'checks[].max': ['', 'The most that is good; a percentage for `error-ratio`, a duration for `latency`'],
  'checks[].min': ['', 'The least that is good; at most `max`. One of both is required'],
  'checks[].window': [
    'a quarter of the analysis, within `15s` and `2m`',
    'The time that each value covers; `1s` to the duration of the analysis',
  ],
  'checks[].minRequests': [
    '`20`',
    'With fewer requests of the canary in the window there is too little to tell; 1 or more',
  ],
  'checks[].breaches': [
    '`2 of 3`',
    'Bad while so many of the last polls are beyond it; out of at most 100, and of the polls that there are',
  ],
  'checks[].required': ['`true`', '`false`: it warns, but never decides'],
};
