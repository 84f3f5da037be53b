import test from 'ava';
import { ConfigError } from '../../src/config/load.js';
import { matchesAny } from '../../src/config/limits.js';
import { fromRepository, load } from './adapters.js';

const latency = 'kind: threshold, metric: latency, max: 1s';

/** [limits, the service's own file, path, found]: beyond the limit. */
const beyond: readonly [string, string, string, string][] = [
  ['{duration: {min: 5m}}', 'analysis: {duration: 4m}', 'analysis.duration', '4m'],
  ['{duration: {max: 30m}}', 'analysis: {duration: 20m}', 'analysis.maxDuration', '40m'],
  ['{weight: {min: 5%}}', 'canary: {weight: 0.1%}', 'canary.weight', '0.1%'],
  ['{weight: {max: 20%}}', 'canary: {weight: 100%}', 'canary.weight', '100%'],
  ['{instances: 4}', 'instances: 5', 'instances', '5'],
  ['{instances: 4}', 'canary: {instances: 5}', 'canary.instances', '5'],
  ['{sites: [site_1]}', 'sites: [site_1, site_3]', 'sites[1]', 'site_3'],
  ["{channels: ['#cart-*']}", "notify: {slack: {channel: '#general'}}", 'notify', '#general'],
  ["{channels: ['#cart-*']}", 'notify: {console: {}}', 'notify', 'console'],
  ["{commands: ['npm *', x]}", 'build: npm ci; curl evil', 'build', '"npm ci; curl evil"'],
  ["{commands: ['npm *', x]}", 'build: yarn', 'build', '"yarn"'],
  ["{envFiles: ['/etc/cart/*']}", 'envFile: /etc/cart/../prices/env', 'envFile', '/etc/cart/../prices/env'],
  ['{checks: {most: 1}}', `checks: [{name: a, ${latency}}, {name: b, ${latency}}]`, 'checks', '2 checks'],
  [
    `{checks: {always: [{name: mine, ${latency}}]}}`,
    `checks: [{name: mine, ${latency}}]`,
    'checks[0]',
    'mine',
  ],
  ['{judge: {alpha: {max: 2%}}}', 'judge: {alpha: 3%}', 'judge.alpha', '3%'],
  ['{judge: {alpha: {min: 1%}}}', 'judge: {alpha: 0.5%}', 'judge.alpha', '0.5%'],
  ['{judge: {warmUp: {max: 30s}}}', 'judge: {warmUp: 31s}', 'judge.warmUp', '31s'],
  ['{judge: {blip: {max: 30s}}}', 'judge: {blip: 31s}', 'judge.blip', '31s'],
  ['{judge: {quiet: {min: 90s}}}', 'judge: {quiet: 89s}', 'judge.quiet', '89s'],
  ['{judge: {restartEvery: {max: 20s}}}', 'judge: {restartEvery: 21s}', 'judge.restartEvery', '21s'],
  ['{}', 'judge: {alpha: 6%}', 'judge.alpha', '6%'],
  ['{}', 'judge: {alpha: 0.01%}', 'judge.alpha', '0.01%'],
  ['{}', 'judge: {warmUp: 1h}', 'judge.warmUp', '1h'],
  ['{}', 'judge: {blip: 1d}', 'judge.blip', '1d'],
  ['{}', 'judge: {quiet: 1s}', 'judge.quiet', '1s'],
  ['{}', 'judge: {restartEvery: 1h}', 'judge.restartEvery', '1h'],
  ['{policy: {unproven: [hold, rollout]}}', 'policy: {unproven: rollback}', 'policy.unproven', 'rollback'],
  [
    '{policy: {quarantine: [hold]}}',
    'policy: {quarantine: deploy-with-warning}',
    'policy.quarantine',
    'deploy-with-warning',
  ],
  ['{policy: {noData: [hold]}}', 'policy: {noData: rollback}', 'policy.noData', 'rollback'],
];

for (const [limits, own, path, found] of beyond) {
  test(`limits ${limits} refuse ${own}`, (t) => {
    const platform = `defaults: {notify: {slack: {channel: '#cart-x'}}}\nlimits: ${limits}\n`;
    t.notThrows(() => fromRepository('service: cart\nstart: x', platform));
    const error = t.throws(() => fromRepository(`service: cart\nstart: x\n${own}`, platform), {
      instanceOf: ConfigError,
    });
    t.deepEqual(
      error?.problems.map((problem) => [
        problem.code,
        problem.file,
        problem.line,
        problem.path,
        problem.found,
      ]),
      [['config-limit', '.merganser.yaml', 3, path, found]],
    );
  });
}

test('limits bound a service of the platform file not at all', (t) => {
  const platform = load(`
limits: {instances: 1, duration: {min: 1h}}
services: [{service: cart, repository: /git/cart, start: x, instances: 9}]
`);
  t.is(platform.resolve('cart').run.instances, 9);
});

test('defaults that are beyond the limits are found when the platform file is read', (t) => {
  const error = t.throws(() => fromRepository('', 'limits: {duration: {min: 1h}}\n'), {
    instanceOf: ConfigError,
  });
  t.like(error?.problems[0], {
    code: 'config-limit',
    file: 'merganser.yaml',
    path: 'defaults.analysis.duration',
    found: '10m',
  });
  t.is(error?.problems.length, 1);
});

test('a limit of the judge says what is allowed', (t) => {
  const error = t.throws(() => fromRepository('service: cart\nstart: x\njudge: {alpha: 20%, blip: 1h}'), {
    instanceOf: ConfigError,
  });
  t.is(
    error?.message,
    `.merganser.yaml:3:16  judge.alpha
  This is beyond the platform's limits: 20%. (config-limit)
  Allowed: at most 5%.
.merganser.yaml:3:27  judge.blip
  This is beyond the platform's limits: 1h. (config-limit)
  Allowed: at most 2m.`,
  );
});

test('the platform may allow more of the judge, and its own defaults are its own', (t) => {
  const own = 'service: cart\nstart: x\njudge: {alpha: 10%}';
  t.is(fromRepository(own, 'limits: {judge: {alpha: {max: 20%}}}\n').tuning.alpha, 0.1);
  const silent = 'service: cart\nstart: x';
  t.is(fromRepository(silent, 'defaults: {judge: {warmUp: 10m}}\n').tuning.warmUp, 600_000);
});

test('what nobody gave keeps within the limits by itself', (t) => {
  const { analysis, mostDuration, tuning } = fromRepository(
    'service: cart\nstart: x',
    'limits: {duration: {max: 8m}, judge: {alpha: {max: 2%}, warmUp: {max: 30s}, quiet: {min: 2m}}}\n',
  );
  t.like(analysis, { duration: 480_000, maxDuration: 480_000 });
  t.is(mostDuration, 480_000);
  t.like(tuning, { alpha: 0.02, warmUp: 30_000, quiet: 120_000, restartEvery: 30_000 });
});

test('checks that are always there stand behind the own ones, and replace the default of their name', (t) => {
  const always =
    'limits: {checks: {always: [{name: error ratio, kind: threshold, metric: error-ratio, max: 2%}]}}\n';
  t.deepEqual(
    fromRepository('service: cart\nstart: x', always).checks.map((check) => [
      check.name,
      check.kind === 'threshold' && check.max,
    ]),
    [['error ratio', 0.02]],
  );
  const own = `service: cart\nstart: x\nchecks: [{name: slow, ${latency}, required: false}]`;
  t.deepEqual(
    fromRepository(own, always).checks.map(({ name }) => name),
    ['slow', 'error ratio'],
  );
});

test('sites are those of the limits by default', (t) => {
  const { sites } = fromRepository('service: cart\nstart: x', 'limits: {sites: [site_3, site_1]}\n');
  t.deepEqual(
    sites.map(({ site }) => site),
    ['site_3', 'site_1'],
  );
});

for (const [pattern, text, expected] of [
  ['npm *', 'npm run build', true],
  ['npm *', 'npm', false],
  ['npm * --x', 'npm --x', false],
  ['a*b*c', 'a1b2c', true],
  ['a*b*c', 'a1c', false],
  ['ab*ba', 'aba', false],
  ['*', 'anything', true],
  ['*', 'a && b', false],
  ['a && b', 'a && b', true],
  ['*', '/a/../b', false],
  ['npm ci', 'npm ci', true],
  ['npm ci', 'npm  ci', false],
] as const) {
  test(`the pattern ${pattern} ${expected ? 'allows' : 'refuses'} ${text}`, (t) => {
    t.is(matchesAny([pattern], text), expected);
  });
}
