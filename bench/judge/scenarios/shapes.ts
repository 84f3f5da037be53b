import { tenChecks } from '../checks.js';
import { constant, healthy, regression, step, type Scenario } from '../scenario.js';
import { podBursts } from './common.js';

const shares = [0.01, 0.05, 0.5].flatMap((share) => [
  healthy(`share ${share * 100}% of 500 rps`, { rps: 500, share: constant(share) }),
  healthy(`share ${share * 100}% of 500 rps + pod bursts`, {
    rps: 500,
    share: constant(share),
    bursts: [podBursts],
  }),
  regression(`share ${share * 100}% of 500 rps, 0.1 -> 2% at 180 s`, 180, {
    rps: 500,
    share: constant(share),
    canary: step(0.001, 0.02, 180),
  }),
]);

/** Shifts from a tenth to a half in mid-run. */
const moving = step(0.1, 0.5, 300);

const manySites = [3, 20].flatMap((sites) => [
  healthy(`${sites} sites`, { sites, rps: sites === 20 ? 2 : 100 }),
  regression(`${sites} sites, 0.1 -> 0.5% at all${sites === 20 ? ', 1 rps' : ''}`, 0, {
    sites,
    rps: sites === 20 ? 2 : 100,
    canary: constant(0.005),
  }),
]);

const rates = [0, 0.01, 0.08, 0.2].map((base) =>
  regression(`${Math.round(base * 100)}% -> ${Math.round(base * 200 + 2)}% at 180 s`, 180, {
    baseline: constant(base),
    canary: step(base, base * 2 + 0.02, 180),
  }),
);

/** Other shares, sites, checks, base rates and demands. */
export const shapes: readonly Scenario[] = [
  ...shares,
  healthy('share moves 10 -> 50% at 300 s', { share: moving }),
  healthy('share moves 10 -> 50% at 300 s, 1%', {
    share: moving,
    baseline: constant(0.01),
    canary: constant(0.01),
  }),
  regression('share moves 10 -> 50% at 300 s, 0.1 -> 2% at 180 s', 180, {
    share: moving,
    canary: step(0.001, 0.02, 180),
  }),
  ...manySites,
  healthy('10 checks', { checks: tenChecks }),
  healthy('10 checks + pod bursts', { checks: tenChecks, bursts: [podBursts] }),
  regression('10 checks, 0.1 -> 2% at 180 s', 180, { checks: tenChecks, canary: step(0.001, 0.02, 180) }),
  ...rates,
  regression('heavy-tailed demand, 0.1 -> 2% at 180 s', 180, {
    demand: 'heavy-tailed',
    canary: step(0.001, 0.02, 180),
  }),
  regression('one instance per arm, 0.1 -> 2% at 180 s', 180, {
    canaryInstances: 1,
    baselineInstances: 1,
    canary: step(0.001, 0.02, 180),
  }),
];
