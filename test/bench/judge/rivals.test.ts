import test from 'ava';
import { newArgo } from '../../../bench/judge/methods/argo.js';
import { newFlagger } from '../../../bench/judge/methods/flagger.js';
import { newKayenta } from '../../../bench/judge/methods/kayenta.js';
import type { RowRule } from '../../../bench/judge/methods/row-rule.js';
import { newZTest, z } from '../../../bench/judge/methods/z-test.js';
import type { Row } from '../../../src/domain/judge/increments.js';

/** Seconds at which a rule turns bad and rolls back; the rows are 5 s each. */
function times(rule: RowRule, rows: readonly (Row | undefined)[]) {
  const looks = rows.map((row, i) => rule.look(i + 1, row));
  const at = (i: number) => (i < 0 ? null : (i + 1) * 5);
  return { bad: at(looks.findIndex((l) => l.bad)), back: at(looks.findIndex((l) => l.rolledBack)) };
}

/** 100 requests a poll on both arms, `errors` of the canary's between two seconds. */
const failing = (errors: number, from: number, to: number): Row[] =>
  Array.from({ length: 132 }, (_, i) => [i * 5 >= from && i * 5 < to ? errors : 0, 100, 0, 100]);

test('Flagger: five failed minutes, and the look after the fifth rolls back', (t) => {
  t.deepEqual(times(newFlagger(), failing(100, 0, 660)), { bad: 360, back: 420 });
});

test('Flagger: exactly 99% succeeds', (t) => {
  t.deepEqual(times(newFlagger(), failing(1, 0, 660)), { bad: null, back: null });
});

test('Flagger: a minute that fails counts once, however long ago; four are borne', (t) => {
  const apart = (minutes: readonly number[]) =>
    failing(0, 0, 0).map((row, i): Row => (minutes.includes(Math.floor(i / 12)) ? [2, 100, 0, 100] : row));
  t.deepEqual(times(newFlagger(), apart([1, 3, 5, 7])), { bad: null, back: null });
  t.deepEqual(times(newFlagger(), apart([1, 3, 5, 7, 9])), { bad: 600, back: 660 });
});

test('Flagger: a minute is judged as a whole, so a blip of 10 s of 30% is one failed check', (t) => {
  // 2 polls of 30 in 1,200 requests: 5%.
  t.deepEqual(times(newFlagger(), failing(30, 300, 310)), { bad: null, back: null });
});

test('Argo: the fourth failure fails a run with failureLimit 3', (t) => {
  // Measured at 70, 80, 90, 100 s.
  t.deepEqual(times(newArgo(), failing(100, 0, 660)), { bad: 100, back: 100 });
});

test('Argo: a blip of 10 s stays in the range of a minute, and is measured six times', (t) => {
  // Failures at 310, 320, 330, 340 s.
  t.deepEqual(times(newArgo(), failing(30, 300, 310)), { bad: 340, back: 340 });
});

test('Argo: 12 errors in 1,200 requests are 99%, and succeed', (t) => {
  t.deepEqual(times(newArgo(), failing(6, 300, 310)), { bad: null, back: null });
});

test('Argo: a fifth measurement in a row that could not be made fails the run', (t) => {
  const away = failing(0, 0, 0).map((row, i) => (i >= 60 && i < 72 ? undefined : row));
  // Measured at 310, 320, 330, 340, 350 s.
  t.deepEqual(times(newArgo(), away), { bad: 350, back: 350 });
});

test('without traffic there is no value: an error for Argo, a failed check for Flagger', (t) => {
  const idle = failing(0, 0, 0).map((): Row => [0, 0, 0, 100]);
  // Argo measures at 70, 80, 90, 100, 110 s.
  t.deepEqual(times(newArgo(), idle), { bad: 110, back: 110 });
  t.deepEqual(times(newFlagger(), idle), { bad: 360, back: 420 });
});

test('Kayenta: compares once, at the deadline', (t) => {
  t.deepEqual(times(newKayenta(), failing(5, 0, 660)), { bad: 600, back: 600 });
  t.deepEqual(times(newKayenta(), failing(0, 0, 0)), { bad: null, back: null });
});

test('z of 30 and 10 errors in 1,000 requests each', (t) => {
  // p = 0.02, sd = sqrt(0.02 * 0.98 * 2 / 1000) = 0.0062610; 0.02 / sd = 3.1944.
  t.is(z(30, 1000, 10, 1000).toFixed(4), '3.1944');
  t.is(z(0, 1000, 0, 1000), 0);
  t.is(z(1, 0, 0, 1000), 0);
});

test('the z-test fires when z exceeds 2.326, and not on what came in warm-up', (t) => {
  const quiet = failing(0, 0, 0).slice(0, 12);
  // 23 and 10 in 1,000: p = 0.0165, sd = 0.0056970, z = 2.2819; 24: p = 0.017, sd = 0.0057812, z = 2.4216.
  t.is(times(newZTest(), [...quiet, [23, 1000, 10, 1000]]).back, null);
  t.is(times(newZTest(), [...quiet, [24, 1000, 10, 1000]]).back, 65);
  t.is(times(newZTest(), failing(100, 0, 60)).back, null);
});
