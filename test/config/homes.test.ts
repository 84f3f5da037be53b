import test from 'ava';
import { ConfigError } from '../../src/config/load.js';
import { load } from './adapters.js';

const here = 'services: [{service: cart, repository: /git/cart, start: node here.js}]';
const there = "services: [{service: cart, repository: /git/cart, branch: release, paths: ['cart/**']}]";
const file = '.merganser.yaml';

test('a service that is only registered has its home in its repository', (t) => {
  const platform = load(there);
  t.true(platform.hasOwnHome('cart'));
  t.deepEqual(platform.registrations, [
    { service: 'cart', repository: '/git/cart', branch: 'release', paths: ['cart/**'] },
  ]);
  const settings = platform.resolve('cart', { text: 'service: cart\nstart: node there.js', file });
  t.is(settings.run.start, 'node there.js');
  t.is(settings.branch, 'release');
});

test('a service with any other key has its home in the platform file', (t) => {
  const platform = load(here);
  t.false(platform.hasOwnHome('cart'));
  t.is(platform.resolve('cart').run.start, 'node here.js');
});

test('a file in the repository that speaks of other services does not matter', (t) => {
  const others = { text: 'services: [{service: prices, start: x}]', file };
  t.is(load(here).resolve('cart', others).run.start, 'node here.js');
  t.is(load(here).resolve('cart', { text: '{', file }).run.start, 'node here.js');
});

test('one file may hold many services, and what is wrong with one stops no other', (t) => {
  const text =
    'services:\n  - {service: prices, start: 5, typo: 1}\n  - {service: cart, start: node cart.js}\n';
  t.is(load(there).resolve('cart', { text, file }).run.start, 'node cart.js');
});

const wrong = (
  title: string,
  run: () => unknown,
  ...expected: [code: string, place: string, path: string, found: string][]
) =>
  test(title, (t) => {
    const error = t.throws(run, { instanceOf: ConfigError });
    const seen = error?.problems.map(({ code, file: at, line, column, path, found }) => [
      code,
      `${at}:${line}:${column}`,
      path,
      found,
    ]);
    t.deepEqual(seen, expected);
  });

wrong(
  'two homes are an error, at the one that is to go',
  () => load(here).resolve('cart', { text: '# mine\nservices:\n  - service: cart\n    start: x', file }),
  [
    'config-two-homes',
    '.merganser.yaml:3:5',
    'services[0].service',
    'cart has its settings in merganser.yaml too',
  ],
);
wrong('no home at all is an error, at the registration', () => load(there).resolve('cart'), [
  'config-no-home',
  'merganser.yaml:6:12',
  'services[0]',
  'cart',
]);
wrong(
  'a file that speaks of others only is no home',
  () => load(there).resolve('cart', { text: 'service: card\nstart: x', file }),
  ['config-no-home', '.merganser.yaml:1:1', '', 'settings of card, not of cart'],
);
wrong(
  'a file that has a service twice',
  () =>
    load(there).resolve('cart', {
      text: 'services:\n  - {service: cart, start: x}\n  - {service: cart, start: y}',
      file,
    }),
  ['config-duplicate', '.merganser.yaml:3:5', 'services[1]', 'cart'],
);

test('a service that does not exist is named with the one that was meant', (t) => {
  const error = t.throws(() => load(there).resolve('carrt'), { instanceOf: ConfigError });
  t.like(error?.problems[0], {
    code: 'config-unknown-service',
    found: 'carrt',
    allowed: 'cart',
    suggestion: 'cart',
    line: 6,
  });
});

test('what the starter must know stands in the platform file, and the error says so', (t) => {
  const text = 'service: cart\nstart: x\nrepository: /git/cart\nbranch: main\npaths: []';
  const error = t.throws(() => load(there).resolve('cart', { text, file }), { instanceOf: ConfigError });
  t.deepEqual(
    error?.problems.map(({ path, line }) => [path, line]),
    [
      ['repository', 3],
      ['branch', 4],
      ['paths', 5],
    ],
  );
  t.regex(error?.message ?? '', /give branch in the platform file, which is read before this one is found/);
});
