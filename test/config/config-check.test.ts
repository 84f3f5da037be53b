import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { configCheck } from '../../src/cli/config-check.js';
import { runProduct } from '../e2e/support/product.js';
import { adapters, platformText } from './adapters.js';

/** Checks a file of its own and returns the exit code with what was printed. */
async function check(text: string | undefined, json = false) {
  const folder = await mkdtemp(join(tmpdir(), 'merganser-config-'));
  const config = join(folder, 'merganser.yaml');
  try {
    if (text !== undefined) await writeFile(config, text);
    const lines: string[] = [];
    const exitCode = await configCheck({ config, json, adapters }, (line) => lines.push(line));
    return { exitCode, lines: lines.map((line) => line.replaceAll(config, 'FILE')) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const services = `services:
  - {service: cart, repository: /git/cart}
  - service: prices
    repository: /git/shop
    branch: release
    start: node server.js
    sites: [site_1, site_2]
    checks:
      - {kind: threshold, metric: error-ratio, max: 0.5%}
      - {kind: threshold, metric: latency, compare: none, min: 1ms, max: 1500ms, window: 1m, required: false}
notify: {slack: {channel: '#deploys'}}
`;

test('config check says what is configured', async (t) => {
  t.deepEqual(await check(platformText(services)), {
    exitCode: 0,
    lines: [
      'FILE is good: installation merganser, sites site_1, site_2, site_3',
      'cart  main of /git/cart',
      '  home      .merganser.yaml in its repository, read at the commit to deploy',
      'prices  release of /git/shop',
      '  home      FILE',
      '  sites     site_1, site_2',
      '  canary    1 beside 2, with 10% of the requests',
      '  analysis  10m, at most 20m, a poll every 5s',
      '  checks    error ratio: canary minus baseline at most 0.5% over 2m, bad when 2 of 3 polls are beyond it',
      '            latency p95: canary at least 1ms and at most 1500ms over 1m, bad when 2 of 3 polls are beyond it, only warns',
      '  notify    slack #deploys',
    ],
  });
});

test('config check says all that is wrong, and exits 1', async (t) => {
  const { exitCode, lines } = await check(platformText('owner: My Team\nservcies: []\n'));
  t.is(exitCode, 1);
  t.deepEqual(
    lines.filter((line) => line.startsWith('FILE')),
    ['FILE:6:8  owner', 'FILE:7:1  servcies', 'FILE: 2 problems'],
  );
});

test('config check without a file says so, and what to do', async (t) => {
  const { exitCode, lines } = await check(undefined);
  t.is(exitCode, 1);
  t.regex(
    lines.join('\n'),
    /there is none\. \(config-no-file\)\n.* Write one .*--config FILE, or MERGANSER_CONFIG/,
  );
});

test('the file to check is an argument, or --config; one of the two', async (t) => {
  const example = 'examples/merganser.yaml';
  const as = (...given: string[]) => runProduct(['config', 'check', ...given], process.env);
  const [argument, flag, both] = await Promise.all([
    as(example),
    as('--config', example),
    as(example, '--config', example),
  ]);
  t.is(argument.exitCode, 0);
  t.regex(argument.stdout, /^examples\/merganser\.yaml is good/);
  t.is(flag.stdout, argument.stdout);
  t.is(both.exitCode, 2);
  t.regex(both.stderr, /given twice/);
});

test('config check answers programs in JSON', async (t) => {
  const good = await check(platformText(services), true);
  t.is(good.exitCode, 0);
  const parsed = JSON.parse(good.lines.join('')) as { services: object[] };
  t.like(parsed, { ok: true, owner: 'merganser', sites: ['site_1', 'site_2', 'site_3'] });
  t.like(parsed.services[0], { service: 'cart', home: 'repository' });
  t.like(parsed.services[1], {
    service: 'prices',
    home: 'platform',
    weight: 0.1,
    sites: ['site_1', 'site_2'],
  });
  const bad = await check('version: 1', true);
  t.is(bad.exitCode, 1);
  t.like(JSON.parse(bad.lines.join('')), {
    ok: false,
    problems: [{ code: 'config-missing-key', path: 'sites', line: 1 }],
  });
});
