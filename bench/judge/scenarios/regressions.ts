import { constant, pulse, ramp, regression, step, type Scenario } from '../scenario.js';
import { podBursts } from './common.js';

/** Sick canaries of section 11. */
export const regressions: readonly Scenario[] = [
  regression('0.1 -> 0.5% from the start', 0, { canary: constant(0.005) }),
  regression('0 -> 2.1% at 180 s', 180, { baseline: constant(0), canary: step(0, 0.021, 180) }),
  regression('100% failure from the start', 0, { canary: constant(1) }),
  regression('100% failure from the start, 5 rps', 0, { rps: 10, canary: constant(1) }),
  regression('100% failure from the start, 1 rps', 0, { rps: 2, canary: constant(1) }),
  regression('ramp to 2% over 10 min', 0, { canary: ramp(0.001, 0.02, 600) }),
  regression('0.1 -> 2% at 180 s with pod bursts', 180, {
    canary: step(0.001, 0.02, 180),
    bursts: [podBursts],
  }),
  regression('1 rps, 0.5 -> 10%', 0, { rps: 2, baseline: constant(0.005), canary: constant(0.1) }),
  regression('100% failure at 180 s', 180, { canary: step(0.001, 1, 180) }),
  regression('half dead at 180 s', 180, { canary: step(0.001, 0.5, 180) }),
  regression('a third dead at 180 s', 180, { canary: step(0.001, 0.334, 180) }),
  regression('0.1 -> 10% at 180 s', 180, { canary: step(0.001, 0.1, 180) }),
  regression('2% from 540 s', 540, { canary: step(0.001, 0.02, 540) }),
  regression('100% from 590 s', 590, { canary: step(0.001, 1, 590) }),
  regression('0.1 -> 2% at 300 s, 5 rps', 300, { rps: 10, canary: step(0.001, 0.02, 300) }),
  regression('30% for 20 s of every 120', 60, { canary: pulse(0.001, 0.3, 60, 20, 120) }),
  regression('canary 5 of 500 rps, pod bursts, 0.1 -> 2%', 180, {
    rps: 500,
    share: constant(0.01),
    canary: step(0.001, 0.02, 180),
    bursts: [podBursts],
  }),
];
