import type { Evidence, StreamEvidence } from './evidence.js';
import { threshold } from './rules.js';
import { rateRatioInterval, type RateRatio } from './rate-ratio.js';
import type { Concluded } from './statistics.js';

/** Why a verdict is what it is, for one stream. Figures a person can check by hand; no composite score. */
export type Explanation = StatisticalExplanation | ThresholdExplanation;

/** A fixed bound has no odds: what was found, and what is allowed. */
export interface ThresholdExplanation {
  readonly kind: 'threshold';
  readonly check: string;
  readonly site: string;
  readonly state: Evidence;
  readonly because: string;
}

export interface StatisticalExplanation {
  readonly kind: 'statistical';
  readonly check: string;
  readonly site: string;
  readonly state: 'good' | 'bad' | 'thin';
  /** It recovered at this very poll: the figures are those up to then. */
  readonly recovered?: true;
  /** Errors and requests since warm-up, both arms; absent for gauges, whose figures stand elsewhere. */
  readonly counts?: { readonly before: Counted; readonly after: Counted };
  /** Of a latency check: the errors are requests slower than this, in seconds. */
  readonly slowerThan?: number;
  /** Evidence as factor, `E`, in natural logs, and what it takes to be bad. */
  readonly logE: number;
  readonly threshold: number;
  /** Chance that a healthy canary ever looks this bad, however often it is looked at: `min(1, 1 / E)`. */
  readonly p: number;
  /** Of a bad stream: which of the last look's evidence was found, in natural logs. */
  readonly lookLogE?: number;
  /** 95% confidence sequence. */
  readonly rateRatio?: RateRatio;
  /** Roughly how many canary requests more it takes to be sure that it is not worse; absent when it is. */
  readonly requestsNeeded?: number;
  readonly phi: number;
  readonly phiLive: number;
}

interface Counted {
  readonly errors: number;
  readonly requests: number;
}

const order = { bad: 0, 'provider-error': 1, 'no-data': 2, thin: 3, good: 4 };

/** Explains all streams: the bad ones first, then what is undecided, then by evidence. */
export function explain(streams: readonly Concluded[], thresholds: readonly StreamEvidence[]): Explanation[] {
  const byEvidence = [...streams].sort((a, b) => b.finding.logE - a.finding.logE).map(explainOne);
  const bounds = thresholds.map(({ check, site, evidence, because }): Explanation => ({
    ...{ kind: 'threshold', check, site, state: evidence, because },
  }));
  return [...bounds, ...byEvidence].sort((a, b) => order[a.state] - order[b.state]);
}

function explainOne(stream: Concluded): StatisticalExplanation {
  const { check, site, finding, rules, tally, slowerThan, phi, phiLive } = stream;
  const { bins: rows, beyond } = tally;
  const sum = (i: 0 | 1 | 2 | 3) => rows.reduce((all, row) => all + row[i], 0);
  const [ec, nc, eb, nb] = [sum(0), sum(1), sum(2), sum(3)];
  const wanted = Math.log(1 / rules.beta) - finding.logENotWorse;
  const gathered = Math.max(finding.logENotWorse, 0.1);
  return {
    kind: 'statistical',
    check: check.name,
    site,
    state: finding.state,
    ...(finding.recovered && { recovered: true as const }),
    ...(rows.length > 0 && {
      counts: {
        before: { errors: eb + beyond[1], requests: nb },
        after: { errors: ec + beyond[0], requests: nc },
      },
      rateRatio: rateRatioInterval(rows, 0.05, phi * phiLive),
      ...(slowerThan !== undefined && { slowerThan }),
    }),
    logE: finding.logE,
    threshold: threshold(rules) * phiLive,
    p: Math.min(1, Math.exp(-finding.logE)),
    ...(finding.lookLogE !== null && { lookLogE: finding.lookLogE }),
    ...(rows.length > 0 &&
      finding.state === 'thin' &&
      wanted > 0 && { requestsNeeded: Math.ceil((nc * wanted) / gathered) }),
    phi,
    phiLive,
  };
}
