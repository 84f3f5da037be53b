import test from 'ava';
import { carried } from '../../../src/domain/judge/ratio-increments.js';

test('what one arm did while the other had no request waits for the next poll that both took part in', (t) => {
  const { whole, carry } = carried(undefined, [3, 10, 0, 0], false);
  t.deepEqual([whole, carry], [undefined, [3, 10, 0, 0]]);
  t.deepEqual(carried(carry, [1, 5, 2, 20], false), { whole: [4, 15, 2, 20], carry: undefined });
});

test('a cold canary is forgiven: nothing is carried out of its warm-up', (t) => {
  t.deepEqual(carried(undefined, [3, 10, 0, 0], true), { whole: undefined, carry: undefined });
});
