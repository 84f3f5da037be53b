import test from 'ava';
import type { SiteReading } from '../../../src/domain/judge/reading.js';
import { benchmark } from '../../../bench/judge/benchmark.js';
import { seeded } from '../../../bench/judge/random.js';
import { constant, healthy } from '../../../bench/judge/scenario.js';
import { quantiles, wilson } from '../../../bench/judge/summary.js';
import { simulate } from '../../../bench/judge/world.js';

/** Mean and variance of many draws. */
function moments(draw: () => number): { mean: number; variance: number } {
  const draws = Array.from({ length: 20_000 }, draw);
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  return { mean, variance: draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length };
}

const near = (found: number, expected: number, part: number) => Math.abs(found - expected) <= part * expected;

for (const mean of [0.1, 3, 11.9, 12, 80, 2000]) {
  test(`Poisson draws of mean ${mean} have that mean and variance`, (t) => {
    const random = seeded('poisson', mean);
    const found = moments(() => random.poisson(mean));
    t.true(near(found.mean, mean, 0.05), String(found.mean));
    t.true(near(found.variance, mean, 0.07), String(found.variance));
  });
}

for (const [n, p] of [
  [83, 0.001],
  [40, 0.25],
  [80, 0.2],
  [500, 0.3],
  [100, 0.9],
  [2000, 0.02],
] as const) {
  test(`binomial draws of ${n} at ${p} have mean np and variance np(1 - p)`, (t) => {
    const random = seeded('binomial', n, p);
    const found = moments(() => random.binomial(n, p));
    t.true(near(found.mean, n * p, 0.05), String(found.mean));
    t.true(near(found.variance, n * p * (1 - p), 0.07), String(found.variance));
  });
}

test('binomial draws stay within 0 and n', (t) => {
  const random = seeded('bounds');
  t.is(random.binomial(10, 1), 10);
  t.is(random.binomial(10, 0), 0);
  t.is(random.binomial(0, 0.5), 0);
  t.true(Array.from({ length: 2000 }, () => random.binomial(30, 0.45)).every((x) => x >= 0 && x <= 30));
});

const requests = (reading: SiteReading | undefined) =>
  reading?.kind === 'counts' ? reading.canary.reduce((sum, i) => sum + i.requests, 0) : undefined;

test('a run is the same for its seed, and another for another', (t) => {
  const scenario = healthy('same');
  t.deepEqual(simulate(scenario, 1, 7), simulate(scenario, 1, 7));
  t.notDeepEqual(simulate(scenario, 1, 7).polls, simulate(scenario, 2, 7).polls);
  t.notDeepEqual(simulate(scenario, 1, 7).polls, simulate(scenario, 1, 8).polls);
});

test('counters go on while the provider is away: the first reading after it has all', (t) => {
  const quiet = { demand: 'poisson', rps: 200 } as const;
  const { polls } = simulate(
    healthy('away', { ...quiet, faults: [{ kind: 'outage', at: 300, seconds: 60 }] }),
    1,
    0,
  );
  t.deepEqual(
    polls.flatMap(([r], k) => (r?.kind === 'provider-error' ? [k + 1] : [])),
    Array.from({ length: 12 }, (_, i) => 61 + i),
  );
  // 13 polls of 500 requests.
  t.true(near(requests(polls[72]?.[0]) ?? 0, 6500, 0.05));
});

test('an instance that restarts is away, then another', (t) => {
  const { polls } = simulate(healthy('back', { faults: [{ kind: 'restart', at: 300, seconds: 20 }] }), 1, 0);
  const names = (k: number) => {
    const reading = polls[k]?.[0];
    return reading?.kind === 'counts' ? reading.canary.map((i) => i.instance) : [];
  };
  t.deepEqual(names(59), ['canary_0', 'canary_1', 'canary_2']);
  t.deepEqual(names(62), ['canary_1', 'canary_2']);
  t.deepEqual(names(64), ['canary_0_again', 'canary_1', 'canary_2']);
});

test('the share of the canary is what was asked for', (t) => {
  const { polls } = simulate(healthy('share', { demand: 'poisson', rps: 500, share: constant(0.05) }), 1, 0);
  const all = polls.reduce((sum, [r]) => sum + (requests(r) ?? 0), 0);
  t.true(near(all, 240 * 5 * 25, 0.03));
});

test("Wilson's interval", (t) => {
  // 0 of 2000: z^2 / (n + z^2); 5 of 10: 0.5 +- 0.2634 (Agresti and Coull 1998).
  t.deepEqual(
    wilson(0, 2000).map((x) => x.toFixed(5)),
    ['0.00000', '0.00192'],
  );
  t.deepEqual(
    wilson(5, 10).map((x) => x.toFixed(3)),
    ['0.237', '0.763'],
  );
});

test('quantiles are values that occurred', (t) => {
  t.deepEqual(quantiles([5, 1, 3, 2, 4]), { median: 3, p95: 5 });
  t.deepEqual(quantiles([]), { median: null, p95: null });
});

test('the number of threads is no matter', async (t) => {
  const settings = {
    runs: 24,
    seed: 3,
    methods: 'rivals' as const,
    only: (s: { name: string }) => s.name === 'null 0.1%',
  };
  const [one, two] = [1, 2].map((threads) => benchmark({ ...settings, threads }, () => undefined));
  t.deepEqual((await one)?.[0]?.cells, (await two)?.[0]?.cells);
});
