import test from 'ava';
import { counted, follow, judging, story } from '../../helpers/judging.js';

const healthy = (k: number): [number, number, number, number] => [
  k % 8 === 0 ? 1 : 0,
  250,
  k % 8 === 4 ? 1 : 0,
  250,
];
const one = judging(['s']);
const play = (row: (k: number) => [number, number, number, number]) =>
  story(follow(one, (k) => [counted('s', row(k))], 240));

test('a healthy canary is rolled out as proven at the deadline, and explained', (t) => {
  t.deepEqual(
    play((k) => healthy(k)),
    ['120 explained', '120 roll-out proven'],
  );
});

test('a canary that fails 2% is warned of, gets a last look, and is rolled back', (t) => {
  const told = play((k) => (k > 36 ? [5, 250, 0, 250] : healthy(k)));
  t.deepEqual(told, ['42 warn', '120 last-look', '122 explained', '122 roll-back']);
});

test('a burst that ends before the deadline is forgiven', (t) => {
  const told = play((k) => (k > 50 && k <= 60 ? [60, 250, 0, 250] : healthy(k)));
  t.deepEqual(told, ['56 warn', '76 recovered', '120 explained', '120 roll-out proven']);
});

test('a canary that dies is not waited for', (t) => {
  const told = play((k) => (k > 48 ? [250, 250, 0, 250] : healthy(k)));
  t.true(told.includes('53 roll-back'), told.join(', '));
});

test('too little traffic rolls out unproven, at the latest time', (t) => {
  t.deepEqual(
    play(() => [0, 1, 0, 1]),
    ['120 extend', '240 explained', '240 roll-out unproven'],
  );
});

test('metrics that are away for half a minute change nothing', (t) => {
  const told = story(
    follow(
      one,
      (k) =>
        k > 50 && k <= 56
          ? [{ site: 's', kind: 'provider-error', why: 'The metrics are away.' }]
          : [counted('s', healthy(k))],
      240,
    ),
  );
  t.deepEqual(told, ['120 explained', '120 roll-out proven']);
});

test('a canary that cannot be seen any more is not rolled out blind', (t) => {
  const told = story(
    follow(
      one,
      (k) =>
        k > 50 ? [{ site: 's', kind: 'no-data', baseline: [], why: 'None.' }] : [counted('s', healthy(k))],
      240,
    ),
  );
  t.deepEqual(told, ['63 telemetry-lost', '120 extend', '240 explained', '240 ask']);
});

test('20 thin sites prove together what none of them proves alone', (t) => {
  const sites = Array.from({ length: 20 }, (_, i) => `site_${i}`);
  const harm = (k: number, i: number): [number, number, number, number] => [
    (k + 3 * i) % 20 === 0 ? 1 : 0,
    5,
    0,
    5,
  ];
  const bad = story(follow(judging(sites), (k) => sites.map((s, i) => counted(s, harm(k, i))), 240));
  t.true(bad.at(-1)?.endsWith('roll-back'), bad.join(', '));
  const good = story(follow(judging(sites), () => sites.map((s) => counted(s, [0, 5, 0, 5])), 240));
  t.is(good.at(-1), '120 roll-out proven');
});
