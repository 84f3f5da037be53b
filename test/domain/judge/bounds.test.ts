import test from 'ava';
import { compact } from '../../../src/domain/judge/compact.js';
import { guess } from '../../../src/domain/judge/calibration.js';
import { newRatio, stepRatio } from '../../../src/domain/judge/ratio-stream.js';
import { defaults, threshold } from '../../../src/domain/judge/rules.js';
import { shares, weightOf, poolWeight } from '../../../src/domain/judge/weights.js';
import type { Check, StatisticalCheck } from '../../../src/domain/judge/checks.js';

/** Numbers from 0 to 1 (mulberry32). */
function uniform(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let x = Math.imul(a ^ (a >>> 15), 1 | a);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('stopping whenever one likes stays under alpha, at the worst that is still allowed (Ville)', (t) => {
  const random = uniform(20261123);
  const errors = (n: number, p: number) => {
    let count = 0;
    for (let i = 0; i < n; i += 1) if (random() < p) count += 1;
    return count;
  };
  const rules = { ...defaults, alpha: 0.1, weight: 1, warm: 0, blipPolls: 1, horizon: 100 };
  const site = { ...guess('a test', false), phis: { rel: 1, abs: 1 }, historyRatio: 1 };
  const runs = 600;
  let crossed = 0;
  for (let run = 0; run < runs; run += 1) {
    let state = newRatio(rules);
    for (let k = 1; k <= 100; k += 1) {
      const arm = (instance: string, p: number) => [{ instance, requests: 60, errors: errors(60, p) }];
      const poll = { at: k * 5_000, canary: arm('c', 0.0625), baseline: arm('b', 0.05) };
      const step = stepRatio(rules, site, state, poll, 120_000);
      state = { ...step.state, stream: step.advanced.state };
      if (step.advanced.logE >= threshold(rules)) {
        crossed += 1;
        break;
      }
    }
  }
  t.true(crossed > 0, 'a test that never crosses shows nothing');
  t.true(crossed / runs <= 0.1, `${crossed} of ${runs}`);
});

test('all weights of a service sum to at most 1, however many sites and checks', (t) => {
  const named = { required: true } as const;
  const ratio = (name: string): Check => ({
    ...named,
    name,
    kind: 'ratio',
    metric: 'error-ratio',
    allowed: 1.25,
    floor: 0.001,
  });
  const slow = (name: string): Check => ({
    ...named,
    name,
    kind: 'latency',
    metric: 'latency',
    tolerance: 0.1,
    quantile: 0.9,
  });
  const level = (name: string): Check => ({
    ...named,
    name,
    kind: 'gauge',
    metric: 'memory',
    tolerance: 0.1,
  });
  for (const sites of [1, 2, 7]) {
    for (const count of [1, 3]) {
      const checks = Array.from({ length: count }, (_, i) => [
        ratio(`r${i}`),
        slow(`l${i}`),
        level(`g${i}`),
      ]).flat();
      const parts = shares(Array.from({ length: sites }, (_, i) => i * 30));
      const all = (checks as StatisticalCheck[]).flatMap((check) => [
        ...parts.map((share) => weightOf(check, checks, sites, share)),
        ...(check.kind === 'ratio' && sites > 1 ? [poolWeight(check, checks)] : []),
      ]);
      const sum = all.reduce((a, b) => a + b, 0);
      t.true(Math.abs(sum - 1) < 1e-9, `${sites} sites, ${count} checks of each kind: ${sum}`);
    }
  }
});

test('a ratio stream stays under 2,000 bytes, however long it runs, with two instances in each arm', (t) => {
  const random = uniform(7);
  let state = newRatio(defaults);
  for (let k = 1; k <= 500; k += 1) {
    const arm = (name: string) =>
      Array.from({ length: 2 }, (_, i) => {
        const requests = Math.floor((0.5 + random()) * 2_000);
        return {
          instance: `${name}-${i}`,
          requests,
          errors: Math.floor(random() ** 4 * 0.05 * requests),
        };
      });
    const poll = { at: 1_795_000_000_000 + k * 5_000, canary: arm('canary'), baseline: arm('stable') };
    const step = stepRatio(defaults, guess('a test', false), state, poll, 120_000);
    state = { ...step.state, stream: step.advanced.state };
  }
  const bytes = JSON.stringify(compact(state)).length;
  t.true(bytes < 2_000, `${bytes} bytes`);
});
