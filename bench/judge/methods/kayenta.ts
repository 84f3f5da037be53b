import { hodgesLehmann } from './mann-whitney.js';
import { timing } from './method.js';
import { ofRows, type RowRule } from './row-rule.js';

/** Of the confidence interval, and the part of the estimate that its lower end must exceed. */
const confidence = 0.98;
const tolerance = 0.25;

/**
 * Mann-Whitney at the end, as Kayenta does (spinnaker/kayenta at 8a754a1, kayenta-judge, NetflixACAJudge.scala line 162:
 * `tolerance = 0.25, confLevel = 0.98`; at 5e8bc1a, MannWhitneyClassifier.scala lines 53-86): the error ratios of the
 * polls of both arms are compared once, at the deadline. The canary is High, which fails it, when the lower end of the
 * confidence interval of the shift is above a quarter of the estimated shift. Polls without requests have no value and
 * are left out. The direction is `increase`, since less errors are no failure. Series that hold the same values pass.
 */
export const kayenta = ofRows('Mann-Whitney at the end', newKayenta, true);

export function newKayenta(): RowRule {
  const [canary, baseline]: [number[], number[]] = [[], []];
  return {
    look(k, row) {
      if (row && k > timing.warm) {
        const [ec, nc, eb, nb] = row;
        if (nc > 0) canary.push(ec / nc);
        if (nb > 0) baseline.push(eb / nb);
      }
      const high = k === timing.deadline && isHigh(canary, baseline);
      return { bad: high, rolledBack: high };
    },
  };
}

export function isHigh(canary: readonly number[], baseline: readonly number[]): boolean {
  if (canary.length === 0 || baseline.length === 0) return false;
  if (same(canary, baseline) || new Set([...canary, ...baseline]).size === 1) return false;
  const { lower, estimate } = hodgesLehmann(canary, baseline, confidence);
  return lower > tolerance * Math.abs(estimate);
}

function same(a: readonly number[], b: readonly number[]): boolean {
  const [x, y] = [[...a].sort((p, q) => p - q), [...b].sort((p, q) => p - q)];
  return x.length === y.length && x.every((value, i) => value === y[i]);
}
