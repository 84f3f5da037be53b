import test from 'ava';
import type { Check } from '../../../src/domain/judge/checks.js';
import type { InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import { follow, judging, story } from '../../helpers/judging.js';

const base = { required: true } as const;
const latency: Check = {
  ...{ kind: 'latency', name: 'latency', metric: 'latency', tolerance: 0.1, quantile: 0.99 },
  ...base,
};
const memory: Check = { kind: 'gauge', name: 'memory', metric: 'memory', tolerance: 0.1, ...base };

type Measured = Omit<InstanceCounts, 'instance' | 'errors'>;

const beside = (canary: Measured, baseline: Measured): SiteReading => ({
  site: 's',
  kind: 'counts',
  canary: [{ instance: 'c', errors: 0, ...canary }],
  baseline: [{ instance: 'b', errors: 0, ...baseline }],
});

const lines = (check: Check, reading: (k: number) => SiteReading) =>
  story(follow(judging(['s'], { checks: [check] }), (k) => [reading(k)], 240)).filter(
    (line) => !/explained|calibrat/.test(line),
  );

/** A thousand requests a poll whose times follow a Weibull distribution, all `factor` times slower. */
function timed(factor: number): Measured {
  const share = (le: number) => 1 - Math.exp(-((le / factor / 0.12) ** 1.2));
  const buckets = [0.1, 0.25, 0.5, 1].map((le) => ({ le, count: Math.round(1_000 * share(le)) }));
  return { requests: 1_000, buckets: [...buckets, { le: null, count: 1_000 }] };
}

test('a canary as fast as the version beside it, or within half of what is tolerated, is proven', (t) => {
  t.deepEqual(
    lines(latency, () => beside(timed(1), timed(1))),
    ['120 roll-out proven'],
  );
  t.deepEqual(
    lines(latency, () => beside(timed(1.05), timed(1))),
    ['120 roll-out proven'],
  );
});

for (const factor of [1.15, 2]) {
  test(`a canary ${factor} times slower, with 10% tolerated, is warned of and rolled back`, (t) => {
    const said = lines(latency, () => beside(timed(factor), timed(1)));
    t.regex(said[0] ?? '', /^(1\d|2[0-5]) warn$/);
    t.regex(said.at(-1) ?? '', /^12\d roll-back$/);
  });
}

test('a canary that is faster is proven', (t) => {
  t.deepEqual(
    lines(latency, () => beside(timed(1), timed(2))),
    ['120 roll-out proven'],
  );
});

const using = (memory: number): Measured => ({ requests: 250, gauges: { memory: memory * 1e8 } });

test('a canary that needs twice the memory is warned of and rolled back', (t) => {
  const said = lines(memory, () => beside(using(2), using(1)));
  t.regex(said[0] ?? '', /^2\d warn$/);
  t.regex(said.at(-1) ?? '', /^12\d roll-back$/);
});

test('a leak is found by its drift, before its level alone would tell', (t) => {
  const leaking = (k: number) => beside(using(1 + (0.3 * Math.max(0, k - 30)) / 90), using(1));
  const said = lines(memory, leaking);
  t.is(said[0], '120 extend');
  t.regex(said[1] ?? '', /^1[2-4]\d roll-back$/);
});
