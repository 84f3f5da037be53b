import test from 'ava';
import { isHigh } from '../../../bench/judge/methods/kayenta.js';
import { hodgesLehmann, standardised } from '../../../bench/judge/methods/mann-whitney.js';

const array = (...values: number[]) => Float64Array.from(values);

test('the statistic without ties', (t) => {
  // Ranks of x: 4 + 5 + 6 = 15; d = 15 - 6 - 4.5 = 4.5; sigma = sqrt(9 / 12 * 7) = 2.2913; (4.5 - 0.5) / sigma.
  t.is(standardised(array(4, 5, 6), array(1, 2, 3), 0).toFixed(4), '1.7457');
});

test('the statistic with ties, which share their mean rank', (t) => {
  // Ranks of x: 1 + 2.5 = 3.5; d = 3.5 - 3 - 2 = -1.5; sigma^2 = 4 / 12 * (5 - 6 / 12) = 1.5; (-1.5 + 0.5) / sigma.
  t.is(standardised(array(1, 2), array(2, 3), 0).toFixed(4), '-0.8165');
});

test('all tied: there is nothing to tell', (t) => {
  t.is(standardised(array(1, 1), array(1, 1), 0), 0);
});

test('the estimate is the median of the differences, and an interval beyond all of them ends at the smallest', (t) => {
  // Differences of 4, 5, 6 and 1, 2, 3: 1 to 5. At a shift of 1 the statistic is 1.55, below 2.33.
  const { lower, estimate } = hodgesLehmann([4, 5, 6], [1, 2, 3], 0.98);
  t.is(lower.toFixed(6), '1.000000');
  t.is(estimate.toFixed(6), '3.000000');
});

test('High: the lower end is above a quarter of the estimate', (t) => {
  t.true(isHigh([4, 5, 6], [1, 2, 3])); // 1 > 0.75
  t.false(isHigh([3, 4, 5], [1, 2, 3])); // 0 < 0.5
  t.false(isHigh([1, 2, 3], [4, 5, 6]));
});

test('series that hold the same values pass, and so does a single value', (t) => {
  t.false(isHigh([0, 0, 0.1], [0.1, 0, 0]));
  t.false(isHigh([0.2, 0.2], [0.2, 0.2, 0.2]));
  t.false(isHigh([], [0.1]));
});

test('mostly zeros on both sides: a shift smaller than the accuracy of the solver is none', (t) => {
  const zeros = (count: number, ...others: number[]) => [
    ...Array.from({ length: count }, () => 0),
    ...others,
  ];
  t.false(isHigh(zeros(90, 0.004, 0.004, 0.008), zeros(91, 0.004, 0.005)));
});

test('ten twelfths above: High', (t) => {
  const canary = Array.from({ length: 60 }, (_, i) => 0.02 + i * 1e-5);
  const baseline = Array.from({ length: 60 }, (_, i) => 0.001 + i * 1e-5);
  t.true(isHigh(canary, baseline));
});
