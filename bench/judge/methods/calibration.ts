import {
  dispersion,
  phiBase,
  scaledPhi,
  type ArmHistory,
  type InstanceHistory,
} from '../../../src/domain/judge/dispersion.js';
import type { Phis } from '../../../src/domain/judge/ratio-increments.js';
import { winsorFraction, winsorise } from '../../../src/domain/judge/winsorise.js';
import { timing, type Past } from './method.js';

/** What a stream's past teaches: dispersions for the canary's traffic, and the baseline's usual error ratio. */
export interface Calibrated {
  readonly phis: Phis;
  readonly ratio: number;
}

/** The policies of one run learn from one past. */
const known = new WeakMap<Past, Calibrated>();

/** Calibrates a stream by an A/A split of its past, winsorised as the run will be. `rate`: of the canary, requests a second. */
export function calibrate(past: Past, rate: number): Calibrated {
  const found = known.get(past) ?? learn(past, rate);
  known.set(past, found);
  return found;
}

function learn({ a, b }: Past, rate: number): Calibrated {
  const ratio = total([...a.errors, ...b.errors]) / Math.max(1, total([...a.requests, ...b.requests]));
  const fraction = winsorFraction(ratio, false);
  const [armA, armB] = [winsorised(a, fraction), winsorised(b, fraction)];
  const [summedA, summedB] = [summed(armA), summed(armB)];
  const { phiCond, phiAbs } = dispersion(summedA, summedB);
  const alone = a.requests.length < 2 && b.requests.length < 2;
  const historyRate = total(armA.requests) / ((armA.requests[0]?.length ?? 1) * timing.interval);
  return {
    phis: { rel: alone ? phiCond : phiBase(armA, armB), abs: scaledPhi(phiAbs, rate, historyRate) },
    ratio,
  };
}

const winsorised = ({ errors, requests }: InstanceHistory, fraction: number): InstanceHistory => ({
  requests,
  errors: errors.map((column, i) => column.map((e, k) => winsorise(e, requests[i]?.[k] ?? 0, fraction))),
});

function summed({ errors, requests }: InstanceHistory): ArmHistory {
  const polls = requests[0]?.length ?? 0;
  const by = (columns: InstanceHistory['errors']) =>
    Array.from({ length: polls }, (_, k) => columns.reduce((sum, column) => sum + (column[k] ?? 0), 0));
  return { errors: by(errors), requests: by(requests) };
}

const total = (columns: InstanceHistory['errors']) =>
  columns.reduce((sum, column) => sum + column.reduce((s, x) => s + x, 0), 0);
