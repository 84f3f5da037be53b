import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { platformText } from '../config/adapters.js';
import { runProduct } from '../e2e/support/product.js';

const folder = mkdtempSync(join(tmpdir(), 'merganser-traffic-'));
const config = join(folder, 'merganser.yaml');
test.after.always(() => rmSync(folder, { recursive: true }));

const service = (name: string, more: string) =>
  `  - {service: ${name}, repository: /git/${name}, start: x, ${more}}\n`;

writeFileSync(
  config,
  platformText(
    'services:\n' +
      service('evidence', 'canary: {weight: 50%}') +
      service('lone', 'canary: {weight: 50%}, sites: [site_1]') +
      service('few', 'canary: {weight: 0.1%}') +
      service('slow', 'checks: [{kind: latency}]') +
      service('fixed', 'checks: [{kind: threshold, metric: error-ratio, max: 1%}]') +
      '  - {service: elsewhere, repository: /git/elsewhere}\n',
  ),
);

const check = (...flags: readonly string[]) =>
  runProduct(['config', 'check', '--config', config, ...flags], { PATH: process.env['PATH'] });

test('config check --traffic says of each service how long it takes to decide', async (t) => {
  const { exitCode, stdout, stderr } = await check('--traffic', '50');
  t.is(exitCode, 0, stderr);
  const told = stdout.split(/^(?=\w)/m).map((part) => [
    part.split(' ')[0],
    /^ {2}decides {3}.*\n.*$/m
      .exec(part)?.[0]
      .split('\n')
      .map((line) => line.trim()),
  ]);
  t.deepEqual(Object.fromEntries(told.slice(1)), {
    evidence: [
      'decides   at 50 requests/s (25 of them to the canary) and 0.1% errors:',
      'a healthy canary after about 4 min, 5 times the errors after about 8 min',
    ],
    // A lone site has no pool to share alpha with.
    lone: [
      'decides   at 50 requests/s (25 of them to the canary) and 0.1% errors:',
      'a healthy canary after about 4 min, 5 times the errors after about 7 min',
    ],
    few: [
      'decides   at 50 requests/s (0.05 of them to the canary) and 0.1% errors:',
      'a healthy canary after about 1293 min, 5 times the errors after about 1149 min',
    ],
    slow: undefined,
    fixed: undefined,
    elsewhere: undefined,
  });
});

test('config check --traffic --json gives seconds to programs', async (t) => {
  const { exitCode, stdout } = await check('--traffic', '50', '--json');
  t.is(exitCode, 0);
  const { services } = JSON.parse(stdout) as {
    services: { service: string; secondsToDecide?: { good: number | null; bad: number | null } }[];
  };
  const found = services.map(({ service, secondsToDecide: s }) => [
    service,
    s && [s.good && Math.round(s.good), s.bad && Math.round(s.bad)],
  ]);
  t.deepEqual(Object.fromEntries(found), {
    evidence: [215, 468],
    lone: [215, 427],
    few: [77606, 68940],
    slow: undefined,
    fixed: undefined,
    elsewhere: undefined,
  });
});

test('without --traffic nothing is said of it', async (t) => {
  t.notRegex((await check()).stdout, /decides/);
});

for (const wrong of ['0', '-1', 'abc', 'NaN', 'Infinity', '']) {
  test(`config check --traffic '${wrong}' is wrong usage, and what is allowed is said`, async (t) => {
    const { exitCode, stdout, stderr } = await check('--traffic', wrong);
    t.is(exitCode, 2);
    t.is(stdout, '');
    t.is(
      stderr,
      `error: option '--traffic <requests per second>' argument '${wrong}' is invalid. Give the requests a second at all sites, a number above 0 such as 50.`,
    );
  });
}
