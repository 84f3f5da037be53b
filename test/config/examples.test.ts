import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import test from 'ava';
import { configFromFile, loadPlatform } from '../../src/config/load.js';
import { jsonSchemas } from '../../src/config/platform-schema.js';
import { sentences } from '../../src/config/problems.js';
import { deployTargets } from '../../src/deploy-targets/registry.js';
import { metricProviders } from '../../src/metric-providers/registry.js';
import { notifiers } from '../../src/notifiers/registry.js';

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

/** Every key of an object in a JSON Schema, as the documentation writes it: `analysis.duration`, `checks[].max`. */
function keysOf(schema: unknown, prefix: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {
    properties = {},
    items,
    anyOf = [],
    oneOf = [],
  } = schema as {
    properties?: Record<string, unknown>;
    items?: unknown;
    anyOf?: unknown[];
    oneOf?: unknown[];
  };
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      `${prefix}${key}`,
      ...keysOf(value, `${prefix}${key}.`),
    ]),
    ...(items ? keysOf(items, `${prefix.slice(0, -1)}[].`) : []),
    ...[...anyOf, ...oneOf].flatMap((value) => keysOf(value, prefix)),
  ];
}

test('every key of the schema has a line of its own in the documentation', async (t) => {
  const documentation = await read('docs/configuration.md');
  const keys = new Set([...keysOf(jsonSchemas().platform, ''), ...keysOf(jsonSchemas().service, '')]);
  t.true(keys.size > 50);
  const service = (key: string) => key.replace(/^(services\[\]|defaults)\./, '');
  const missing = [...keys]
    .map(service)
    .map((key) => key.replace(/^(?:limits\.checks\.always\[\]|checks\[\])\./, 'checks[].'));
  t.deepEqual(
    missing.filter((key) => !documentation.includes(`| \`${key}\` |`)),
    [],
  );
});

test('every key in the documentation is one of the schema', async (t) => {
  const known = new Set([...keysOf(jsonSchemas().platform, ''), ...keysOf(jsonSchemas().service, '')]);
  const all = [...known].flatMap((key) => [key, key.replace(/^services\[\]\./, '')]);
  const told = [...(await read('docs/configuration.md')).matchAll(/^\| `([^`]+)` \|/gm)].map(
    (match) => match[1] ?? '',
  );
  const ofAdapters = /^(?:(?:sites\[\]\.target|metrics|notify)\.|config-)/;
  t.deepEqual(
    told.filter((key) => !all.includes(key) && !ofAdapters.test(key)),
    [],
  );
});

test('every code of an error is in the documentation, and no other', async (t) => {
  const told = [...(await read('docs/configuration.md')).matchAll(/^\| `(config-[a-z-]+)` \|/gm)].map(
    (match) => match[1],
  );
  t.deepEqual(told, Object.keys(sentences));
});

test('the JSON Schemas know the keys of the examples', async (t) => {
  const known = (schema: object) => Object.keys((schema as { properties: object }).properties);
  const platform = parse(await read('examples/merganser.yaml')) as object;
  t.deepEqual(
    Object.keys(platform).filter((key) => !known(jsonSchemas().platform).includes(key)),
    [],
  );
});
