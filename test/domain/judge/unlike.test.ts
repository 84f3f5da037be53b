import test from 'ava';
import type { Check, ThresholdCheck } from '../../../src/domain/judge/checks.js';
import type { Bucket, InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import { guess } from '../../../src/domain/judge/calibration.js';
import { counted, follow, judging, known, story } from '../../helpers/judging.js';

const told = (lines: readonly string[]) => lines.filter((line) => !/explained|calibrat/.test(line));
const latency: Check = {
  ...{ kind: 'latency', name: 'latency', metric: 'latency', tolerance: 0.1, quantile: 0.99 },
  required: true,
};

/** A thousand requests, a tenth slower than 0.3 s, seen by these edges. */
function timed(...edges: number[]): Omit<InstanceCounts, 'instance'> {
  const buckets: Bucket[] = edges.map((le) => ({ le, count: le < 0.3 ? 500 : 900 }));
  return { requests: 1_000, errors: 0, buckets: [...buckets, { le: null, count: 1_000 }] };
}

const beside = (canary: Omit<InstanceCounts, 'instance'>): SiteReading => ({
  site: 's',
  kind: 'counts',
  canary: [{ instance: 'c', ...canary }],
  baseline: [{ instance: 'b', ...timed(0.1, 0.3) }],
});

test('a canary whose histogram has other edges is not slower for that: a person is asked', (t) => {
  const edges = { latency: [{ edge: 0.3, worse: 1.3, notWorse: 1.6, phi: 1.2 }] };
  const settings = judging(['s'], { checks: [latency] });
  const calibrated = { ...settings, judge: { ...settings.judge, calibration: { s: { ...known(), edges } } } };
  const same = told(story(follow(calibrated, () => [beside(timed(0.1, 0.3))], 240)));
  t.deepEqual(same, ['120 roll-out proven']);
  const other = follow(calibrated, () => [beside(timed(0.1, 0.25, 0.5))], 240);
  t.deepEqual(told(story(other)), ['120 extend', '240 ask']);
  const { advice } = other.at(-1) ?? {};
  t.regex(advice?.kind === 'ask' ? advice.why : '', /the histogram of the canary has no edge at 0\.3 s/);
});

test('without a history, edges that only one version has are not watched', (t) => {
  const settings = judging(['s'], { checks: [latency], judge: { ...judging(['s']).judge, calibration: {} } });
  const lines = told(story(follow(settings, () => [beside(timed(0.1, 0.25))], 240)));
  t.deepEqual(lines, ['120 roll-out proven']);
});

test('polls that could not be read breach no threshold', (t) => {
  const check: ThresholdCheck = {
    ...{ kind: 'threshold', name: 'error ratio', metric: 'error-ratio', quantile: 0.95, required: true },
    ...{ compare: 'none', max: 0.01, window: 5_000, minRequests: 20, breaches: 2, outOf: 3 },
  };
  const policy = { ...judging(['s']).policy, rollback: 'at-once' } as const;
  const away: SiteReading = { site: 's', kind: 'provider-error', why: 'It is away.' };
  const reading = (k: number) => (k > 60 && k <= 65 ? away : counted('s', [k === 60 ? 50 : 0, 250, 0, 250]));
  const lines = told(story(follow(judging(['s'], { checks: [check], policy }), (k) => [reading(k)], 240)));
  t.deepEqual(lines, ['120 roll-out proven']);
});

test('one bad instance is told from a bad version without a history as well', (t) => {
  const instances = (arm: string, errors: readonly number[]): InstanceCounts[] =>
    errors.map((e, i) => ({ instance: `${arm}${i}`, requests: 100, errors: e }));
  const ill = (k: number): SiteReading => ({
    ...{ site: 's', kind: 'counts' },
    canary: instances('c', [k > 30 ? 4 : 0, 0, 0]),
    baseline: instances('b', [0, 0, 0]),
  });
  const { judge } = judging(['s']);
  const backs = (live: boolean) => {
    const settings = judging(['s'], { judge: { ...judge, calibration: { s: guess('a test', live) } } });
    return told(story(follow(settings, (k) => [ill(k)], 240))).some((line) => line.endsWith('roll-back'));
  };
  t.true(backs(false));
  t.false(backs(true));
});
