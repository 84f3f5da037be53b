import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { format } from '../../scripts/docs/page.js';
import { configFromFile, loadPlatform } from '../../src/config/load.js';
import { jsonSchemas, keysOf } from '../../src/config/json-schema.js';
import { sentences } from '../../src/config/problems.js';
import { deployTargets } from '../../src/deploy-targets/registry.js';
import { metricProviders } from '../../src/metric-providers/registry.js';
import { notifiers } from '../../src/notifiers/registry.js';
import { words } from '../../src/config/words/index.js';
import { runProduct } from '../e2e/support/product.js';

const adapters = { targets: deployTargets, metrics: metricProviders, notifiers };
const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');
const examplePath = new URL('examples/merganser.yaml', root).pathname;

test('the example of a platform file is good, with the real adapters', async (t) => {
  const platform = await configFromFile(examplePath, adapters);
  t.deepEqual(
    platform.registrations.map(({ service }) => [service, platform.hasOwnHome(service)]),
    [
      ['cart', true],
      ['prices', false],
    ],
  );
  const prices = platform.resolve('prices');
  t.is(prices.analysis.duration, 1_200_000);
  t.is(prices.policy.unproven, 'hold');
});

test('the example of a service file is good, and within the limits of the platform file', async (t) => {
  const platform = await configFromFile(examplePath, adapters);
  const cart = platform.resolve('cart', { text: await read('examples/cart/.merganser.yaml'), file: 'cart' });
  t.deepEqual(
    cart.checks.map(({ name }) => name),
    ['latency p95', 'promise', 'error ratio'],
  );
  t.deepEqual(cart.notify, { type: 'slack', channel: '#deploys-cart' });
});

test('every example in the documentation is good', async (t) => {
  const blocks = [...(await read('docs/configuration.md')).matchAll(/```yaml\n([^]*?)```/g)].map(
    (match) => match[1] ?? '',
  );
  const [platformText = '', ...serviceTexts] = blocks;
  t.true(serviceTexts.length > 0);
  const platform = loadPlatform(platformText, 'docs/configuration.md', adapters);
  for (const text of serviceTexts) t.notThrows(() => platform.resolve('cart', { text, file: 'docs' }));
});

test('the tables of the documentation are those that `npm run docs` makes', async (t) => {
  const page = await read('docs/configuration.md');
  t.is(page, format(page), 'run npm run docs');
  t.is([...page.matchAll(/<!-- keys: /g)].length, Object.keys(words).length);
});

test('every key of the printed schemas has its words, for editors', (t) => {
  const { platform, service } = jsonSchemas();
  const keys = [...keysOf(platform), ...keysOf(service)].filter(([, node]) => !('not' in node));
  t.true(keys.length > 50);
  t.deepEqual(
    keys.filter(([, { description = '' }]) => description.length < 5).map(([path]) => path),
    [],
  );
});

test('every code of an error is in the documentation, and no other', async (t) => {
  const told = [...(await read('docs/configuration.md')).matchAll(/^\| `(config-[a-z-]+)` \|/gm)].map(
    (match) => match[1],
  );
  t.deepEqual(told, Object.keys(sentences));
});

const printed = async (...flags: readonly string[]) => {
  const { exitCode, stdout } = await runProduct(['config', 'schema', ...flags], process.env);
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}`);
  return new Ajv2020({ strict: false }).compile(JSON.parse(stdout) as object);
};

test('the examples are good by the schemas that `config schema` prints, and a wrong key is not', async (t) => {
  const platform = await printed();
  const example = parse(await read('examples/merganser.yaml')) as object;
  t.true(platform(example), JSON.stringify(platform.errors));
  t.true(platform(parse(await read('examples/compose/merganser.yaml'))), JSON.stringify(platform.errors));
  t.false(platform({ ...example, servcies: [] }));
  t.false(platform({ ...example, defaults: { analysis: { duration: 10 } } }));

  const service = await printed('--service');
  const cart = parse(await read('examples/cart/.merganser.yaml')) as object;
  t.true(service(cart), JSON.stringify(service.errors));
  t.true(service({ services: [cart] }), JSON.stringify(service.errors));
  t.false(service({ ...cart, repository: '/git/cart' }));
});
