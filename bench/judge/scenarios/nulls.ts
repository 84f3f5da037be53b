import { constant, decaying, healthy, pulse, step, type Scenario } from '../scenario.js';
import { incidents, podBursts } from './common.js';

const both = (ratio: number) => ({ baseline: constant(ratio), canary: constant(ratio) });

/** Healthy canaries of section 11 and of the issue: every rollback is a false one. */
export const nulls: readonly Scenario[] = [
  healthy('null 0.1%'),
  healthy('null + pod bursts', { bursts: [podBursts] }),
  healthy('shared incidents', { bursts: [incidents] }),
  healthy('cold start 3% decaying 20 s', { canary: decaying(0.001, 0.03, 20) }),
  healthy('one 10 s blip of 30%', { canary: pulse(0.001, 0.3, 300, 10) }),
  healthy('null 0.5% at 1 rps', { rps: 2, ...both(0.005) }),
  healthy('boundary 1 -> 1.25%', { baseline: constant(0.01), canary: constant(0.0125) }),
  healthy('null 0%', both(0)),
  healthy('null 1%', both(0.01)),
  healthy('null 8%', both(0.08)),
  healthy('null 20%', both(0.2)),
  healthy('Poisson demand', { demand: 'poisson' }),
  healthy('heavy-tailed demand', { demand: 'heavy-tailed' }),
  healthy('pods of unequal load', { loads: [1, 2, 6] }),
  healthy('pods of unequal load + pod bursts', { loads: [1, 2, 6], bursts: [podBursts] }),
  healthy('sick baseline, 20% in both arms from 200 s', {
    baseline: step(0.001, 0.2, 200),
    canary: step(0.001, 0.2, 200),
  }),
  healthy('counter reset', { faults: [{ kind: 'reset', at: 300 }] }),
  healthy('one instance restarting', { faults: [{ kind: 'restart', at: 300, seconds: 20 }] }),
  healthy('provider outage of 60 s', { faults: [{ kind: 'outage', at: 300, seconds: 60 }] }),
  healthy('provider outage of 60 s across the deadline', {
    faults: [{ kind: 'outage', at: 570, seconds: 60 }],
  }),
];
