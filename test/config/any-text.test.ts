import test from 'ava';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ConfigError, loadPlatform } from '../../src/config/load.js';
import { adapters, fromRepository, load, platformText } from './adapters.js';

/** Runs something that may only ever be refused with a well-formed ConfigError. Answers whether it was. */
function refused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (!(error instanceof ConfigError) || error.problems.length === 0) throw error;
    const bad = error.problems.find(({ line, column }) => !(line >= 1 && column >= 1));
    if (bad) throw new Error(`no place: ${JSON.stringify(bad)}`);
    return true;
  }
}

const keys = [
  ...[
    'version',
    'owner',
    'sites',
    'services',
    'metrics',
    'notify',
    'github',
    'defaults',
    'limits',
    'name',
    'target',
  ],
  ...[
    'type',
    'service',
    'repository',
    'branch',
    'paths',
    'build',
    'start',
    'health',
    'env',
    'envFile',
    'instances',
  ],
  ...[
    'canary',
    'weight',
    'analysis',
    'duration',
    'interval',
    'checks',
    'kind',
    'metric',
    'max',
    'min',
    'window',
  ],
  ...[
    'breaches',
    'judge',
    'policy',
    'mode',
    'slack',
    'channel',
    '__proto__',
    'constructor',
    'toString',
    '<<',
    '',
  ],
];
const scalars = [
  'process',
  'scrape',
  'site_1',
  'cart',
  'threshold',
  'latency',
  '10m',
  '10%',
  '2 of 3',
  '/x',
  'a: b',
];

/** Values made of the words of the configuration, in any arrangement. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, depthIdentifier: 'config' },
    fc.oneof(fc.constantFrom(...scalars), fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4, depthIdentifier: 'config' }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...keys), tie('tree')), {
        maxLength: 6,
        depthIdentifier: 'config',
        selector: ([key]) => key,
      })
      .map((entries) => new Map(entries)),
  ),
}));

const yamlish = fc
  .array(
    fc.constantFrom(
      'a',
      '-',
      ' ',
      '\n',
      ':',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '!!map',
      '|',
      '>',
      '"',
      "'",
      '#',
      '%',
      '?',
      '\t',
      '---',
      '\0',
      '\uFEFF',
      '\ud800',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  yamlish,
  tree.map((value) => stringify(value)),
);

test('no text at all makes loadPlatform throw anything but a ConfigError', (t) => {
  fc.assert(
    fc.property(texts, (text) => refused(() => loadPlatform(text, 'any.yaml', adapters))),
    { numRuns: 500 },
  );
  t.pass();
});

test('nor does any text behind a good beginning', (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom('services', 'defaults', 'limits', 'metrics', 'notify'),
      tree,
      (key, value) => {
        const text = platformText(stringify(new Map([[key, value]])));
        refused(() => loadPlatform(text, 'any.yaml', adapters));
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});

test('nor does any text of a service file, wherever the home of the service is', (t) => {
  const here = load('services: [{service: cart, repository: r, start: x}]');
  fc.assert(
    fc.property(texts, (text) => {
      refused(() => fromRepository(text));
      refused(() => here.resolve('cart', { text, file: '.merganser.yaml' }));
    }),
    { numRuns: 300 },
  );
  t.pass();
});

const bombs: Record<string, string> = {
  'a bomb of aliases': `a: &a [1,1,1,1,1,1,1,1,1]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${`*${'abcdefghij'[i]},`.repeat(9)}]\n`).join('')}`,
  'a million brackets': '['.repeat(200_000),
  'a deep nesting': `${'- '.repeat(20_000)}x`,
  'a deep nesting of mappings': `${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'a huge file': 'a: b\n'.repeat(100_000),
  'a long number': `version: ${'9'.repeat(200_000)}`,
  'a long branch': `services: [{service: cart, repository: r, branch: ${'a/'.repeat(50_000)}}]`,
  'a long command': `services: [{service: cart, repository: r, start: "${' '.repeat(100_000)}"}]`,
  'a long password': `services: [{service: cart, repository: "http://${':'.repeat(100_000)}"}]`,
};

for (const [title, text] of Object.entries(bombs)) {
  test(`${title} is refused soon`, (t) => {
    const began = performance.now();
    t.true(refused(() => loadPlatform(text, 'any.yaml', adapters)));
    t.true(refused(() => fromRepository(text)));
    t.true(performance.now() - began < 10_000);
  });
}
