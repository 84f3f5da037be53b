import test from 'ava';
import { ConfigError } from '../../src/config/load.js';
import { load, problemsOf, type Expected } from './adapters.js';

const sites = 'sites: [{name: site_1, target: {type: process, url: http://a}}]';
const head = `version: 1\n${sites}\n`;
const cart = (rest: string) =>
  `${head}services:\n  - service: cart\n    repository: r\n    start: x\n    ${rest}`;
const s = 'services[0]';

const table: readonly (readonly [title: string, text: string, ...expected: Expected[]])[] = [
  ['an empty file', '', ['config-wrong-type', 1, 1, '']],
  ['a file of comments', '# soon\n', ['config-wrong-type', 1, 1, '']],
  ['a list', '- 1', ['config-wrong-type', 1, 1, '']],
  ['not YAML', 'version: 1\nsites: [', ['config-syntax', 2, 9, '']],
  ['a tab', 'version: 1\nsites:\n\t- 1', ['config-syntax', 3, 1, '']],
  ['two documents', `${head}---\na: 1`, ['config-syntax', 3, 1, '']],
  ['an unknown tag', `${head}owner: !env NAME`, ['config-syntax', 3, 8, '']],
  ['a key given twice', `${head}owner: a\nowner: b`, ['config-duplicate', 4, 1, '']],
  ['an alias without anchor', `${head}owner: *nobody`, ['config-syntax', 1, 1, '']],
  ['an alias to what is around it', `${head}github: &a {b: *a}`, ['config-syntax', 1, 1, '']],
  ['another version', `version: 2\n${sites}`, ['config-not-allowed', 1, 10, 'version']],
  ['no version', sites, ['config-missing-key', 1, 1, 'version']],
  ['a version in quotes', `version: '1'\n${sites}`, ['config-not-allowed', 1, 10, 'version', '1']],
  [
    'a service file',
    'service: cart\nsites: [site_1]\nstart: node server.js\nanalysis: {duration: 10}',
    ['config-service-file', 1, 1, 'service'],
  ],
  [
    'service for services',
    `${head}service: [{service: cart}]`,
    ['config-unknown-key', 3, 1, 'service', 'services'],
  ],
  ['no sites', 'version: 1', ['config-missing-key', 1, 1, 'sites']],
  ['a list of no sites', 'version: 1\nsites: []', ['config-not-allowed', 2, 8, 'sites']],
  ['a misspelt key', `${head}servces: []`, ['config-unknown-key', 3, 1, 'servces', 'services']],
  ['a key that is nothing like another', `${head}colour: red`, ['config-unknown-key', 3, 1, 'colour']],
  ['__proto__ as a key', `${head}__proto__: {a: 1}`, ['config-unknown-key', 3, 1, '__proto__']],
  ['a bad name of the installation', `${head}owner: My Team`, ['config-not-allowed', 3, 8, 'owner']],
  [
    'a site of an unknown type and one without a target',
    'version: 1\nsites:\n  - {name: a, target: {type: proces}}\n  - name: b',
    ['config-not-allowed', 3, 30, 'sites[0].target.type', 'process'],
    ['config-missing-key', 4, 5, 'sites[1].target'],
  ],
  [
    "a target's own options",
    'version: 1\nsites: [{name: a, target: {type: process, url: nowhere, prot: 1}}]',
    ['config-not-allowed', 2, 48, 'sites[0].target.url'],
    ['config-unknown-key', 2, 57, 'sites[0].target.prot'],
  ],
  [
    'a site twice',
    `version: 1\n${sites.replace(']', ', {name: site_1, target: {type: process, url: http://b}}]')}`,
    ['config-duplicate', 2, 72, 'sites[1].name'],
  ],
  [
    'unknown metrics',
    `${head}metrics: {type: scarpe}`,
    ['config-not-allowed', 3, 17, 'metrics.type', 'scrape'],
  ],
  ['metrics without a type', `${head}metrics: {url: x}`, ['config-missing-key', 3, 10, 'metrics.type']],
  ['an unknown notifier', `${head}notify: {slak: {}}`, ['config-unknown-key', 3, 10, 'notify.slak', 'slack']],
  [
    'two notifiers',
    `${head}notify: {slack: {channel: a}, console: {}}`,
    ['config-not-allowed', 3, 9, 'notify'],
  ],
  ['no notifier', `${head}notify: {}`, ['config-not-allowed', 3, 9, 'notify']],
  [
    'a notifier without its options',
    `${head}notify: {slack: {}}`,
    ['config-missing-key', 3, 17, 'notify.slack.channel'],
  ],
  ['services without a list', `${head}services:`, ['config-wrong-type', 3, 1, 'services']],
  [
    'defaults with a repository',
    `${head}defaults: {repository: r}`,
    ['config-unknown-key', 3, 12, 'defaults.repository'],
  ],
  [
    'a service twice',
    `${cart('mode: deploy')}\n  - {service: cart, repository: q, start: y}`,
    ['config-duplicate', 8, 15, 'services[1].service'],
  ],
  [
    'a service without a name',
    `${head}services:\n  - repository: r`,
    ['config-missing-key', 4, 5, `${s}.service`],
  ],
  [
    'a bad name of a service',
    `${head}services: [{service: my_cart, repository: r}]`,
    ['config-not-allowed', 3, 22, `${s}.service`],
  ],
  [
    'a repository with a password',
    `${head}services: [{service: cart, repository: 'https://me:pw@h/r'}]`,
    ['config-not-allowed', 3, 40, `${s}.repository`],
  ],
  [
    'a repository that git would take for an option',
    `${head}services: [{service: cart, repository: --upload-pack=x}]`,
    ['config-not-allowed', 3, 40, `${s}.repository`],
  ],
  [
    'nothing to start',
    `${head}services:\n  - {service: cart, repository: r, build: x}`,
    ['config-missing-key', 4, 5, `${s}.start`],
  ],
  [
    'a limit on a site that does not exist',
    `${head}limits: {sites: [site_9]}`,
    ['config-unknown-site', 3, 18, 'limits.sites[0]', 'site_1'],
  ],
];

for (const [title, text, ...expected] of table) {
  test(`refuses ${title}`, (t) => {
    t.deepEqual(problemsOf(text), expected);
  });
}

test('every problem of a file is told at once, in the order of its lines', (t) => {
  const text = `version: 1\nonwer: a\n${sites}\nservices:\n  - {service: cart, repository: r, start: 5}\n  - {service: b, repository: r, start: x, sites: [site_7]}`;
  t.deepEqual(problemsOf(text), [
    ['config-unknown-key', 2, 1, 'onwer', 'owner'],
    ['config-wrong-type', 5, 43, 'services[0].start', '"5"'],
    ['config-unknown-site', 6, 51, 'services[1].sites[0]', 'site_1'],
  ]);
});

test('a problem is two or three lines: where, what, and what to do', (t) => {
  const error = t.throws(() =>
    load('services:\n  - {service: cart, repository: r, start: x, canary: {weigth: 5%, weight: 5}}'),
  );
  t.is(
    error?.message,
    `merganser.yaml:7:55  services[0].canary.weigth
  This key is not known here: weigth. (config-unknown-key)
  Allowed: instances, weight. Did you mean weight?
merganser.yaml:7:75  services[0].canary.weight
  This number needs a unit: 5. (config-no-unit)
  Allowed: a percentage such as 10%, above 0% and at most 100%. Did you mean 5%?`,
  );
});

test('foreign text cannot write to the terminal, nor flood it', (t) => {
  const error = t.throws(() => load(`owner: "\\e[2J${'x'.repeat(5000)}"\n"\\e]0;key\\a": 1\n`), {
    instanceOf: ConfigError,
  });
  t.notRegex(error?.message ?? '', /[^\P{Cc}\n]/u);
  t.true((error?.message.length ?? 0) < 1000);
});

test('a password is never shown', (t) => {
  const error = t.throws(() => load("services: [{service: cart, repository: 'https://jane:s3cret@host/r'}]"));
  t.notRegex(error?.message ?? '', /s3cret/);
});
