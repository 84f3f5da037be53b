import test from 'ava';
import type { ThresholdCheck } from '../../../src/domain/judge/checks.js';
import type { InstanceCounts, SiteReading } from '../../../src/domain/judge/reading.js';
import { counted, follow, judging, known, story } from '../../helpers/judging.js';

const healthy = counted('s', [0, 250, 0, 250]);

/** The canary alone: the version beside it is in no series. */
const alone = (errors: number): SiteReading => ({
  site: 's',
  kind: 'counts',
  canary: [{ instance: 'c1', requests: 250, errors }],
  baseline: [],
});

test('a canary that dies while nothing is beside it any more is not rolled out on what was good before', (t) => {
  const told = story(follow(judging(['s']), (k) => [k > 60 ? alone(250) : healthy], 240));
  t.deepEqual(told, ['73 telemetry-lost', '120 extend', '240 explained', '240 ask']);
});

test('a version beside the canary that is away for half a minute changes nothing', (t) => {
  const told = story(follow(judging(['s']), (k) => [k > 60 && k <= 66 ? alone(0) : healthy], 240));
  t.deepEqual(told, ['120 explained', '120 roll-out proven']);
});

test('bad for the second time before a quarter of an hour without looks: three looks after it decide', (t) => {
  const errors = (k: number) => ((k > 20 && k <= 30) || k > 100 ? 12 : 0);
  const late = (k: number) => k * 5_000 + (k >= 119 ? 900_000 : 0);
  const looks = (k: number) => [counted('s', [errors(k), 250, 0, 250])];
  const inTime = story(follow(judging(['s']), looks, 240));
  t.deepEqual(inTime, ['25 warn', '42 recovered', '107 warn', '120 explained', '120 roll-back']);
  const told = story(follow(judging(['s']), looks, 240, late));
  t.deepEqual(told, ['25 warn', '42 recovered', '107 warn', '121 explained', '121 roll-back']);
});

test('a threshold on the canary alone needs no version beside it', (t) => {
  const check: ThresholdCheck = {
    ...{ kind: 'threshold', name: 'error ratio', metric: 'error-ratio', quantile: 0.95, required: true },
    ...{ compare: 'none', max: 0.01, window: 60_000, minRequests: 20, breaches: 2, outOf: 3 },
  };
  const told = (compare: ThresholdCheck['compare']) =>
    story(follow(judging(['s'], { checks: [{ ...check, compare }] }), () => [alone(0)], 240));
  t.deepEqual(told('none'), ['120 explained', '120 roll-out proven']);
  t.deepEqual(told('baseline'), ['13 telemetry-lost', '120 extend', '240 explained', '240 ask']);
});

test('the first version at a site passes on its own health, unless it is plainly broken', (t) => {
  const first = judging(['s'], { sites: [{ site: 's', compared: false }] });
  t.deepEqual(story(follow(first, () => [alone(10)], 240)), ['120 explained', '120 roll-out proven']);
  const broken = story(follow(first, () => [alone(125)], 240));
  t.deepEqual(broken, ['1 warn', '120 explained', '120 roll-back']);
});

test('errors that lie on one instance raise the threshold and name it; spread over all they do not', (t) => {
  const arm = (name: string, errors: readonly number[]): InstanceCounts[] =>
    errors.map((e, i) => ({ instance: `${name}${i}`, requests: 83, errors: e }));
  const live = judging(['s'], {
    judge: { ...judging(['s']).judge, calibration: { s: { ...known(), live: true } } },
  });
  const told = (errors: readonly number[]) =>
    story(
      follow(
        live,
        (k): SiteReading[] => [
          {
            site: 's',
            kind: 'counts',
            canary: arm('c', k > 40 && k <= 52 ? errors : [0, 0, 0]),
            baseline: arm('s', [0, 0, 0]),
          },
        ],
        60,
      ),
    );
  t.deepEqual(told([5, 0, 0]), ['46 outlier-instance']);
  t.deepEqual(told([2, 2, 1]), ['47 warn']);
});

test('a canary that was not seen in a third of the polls is not proven, however well it did in the others', (t) => {
  const away: SiteReading = { site: 's', kind: 'provider-error', why: 'Refused.' };
  const told = (share: number) =>
    story(follow(judging(['s']), (k) => [k % share === 1 ? away : healthy], 240)).at(-1);
  t.is(told(6), '120 roll-out proven');
  t.is(told(3), '240 roll-out unproven');
});
