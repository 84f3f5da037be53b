import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse, stringify } from 'yaml';
import { startSlackDouble } from '../../doubles/slack/index.js';
import { adapters } from '../../src/cli/adapters.js';
import type { Patient } from '../../src/cli/doctor/check.js';
import { examine } from '../../src/cli/doctor/examine.js';
import { readEnvironment, type Environment } from '../../src/config/environment.js';
import { configFromFile } from '../../src/config/load.js';
import { scheduleIds } from '../../src/temporal/schedules.js';
import { connect } from '../../src/temporal/connect.js';
import { newNamespace } from '../e2e/support/namespace.js';
import { Installation } from '../helpers/installation.js';
import { folder } from '../helpers/programs.js';
import { siteAgent } from '../helpers/site-agent.js';

interface File {
  sites: { name: string; target: { type: string; url: string } }[];
  services: Record<string, unknown>[];
  notify: { slack: { channel: string } };
  owner?: string;
}

let installation: Installation;
let environment: Environment;
let file: string;

test.before(async () => {
  installation = await Installation.start({ cart: { sites: ['site_1'] } });
  environment = readEnvironment(installation.env);
  file = await readFile(environment.config, 'utf8');
  await installation.adopt('cart');
});
test.after.always(() => installation?.close());

interface Broken {
  /** Changes the platform file. */
  readonly file?: (file: File) => void;
  readonly environment?: Partial<Environment>;
  readonly temporal?: Patient['temporal'];
  readonly starter?: string;
}

/** All findings, as `what: found -> what to do`, with what is broken in place of what is well. */
async function findings(t: ExecutionContext, broken: Broken = {}): Promise<readonly string[]> {
  const parsed = parse(file) as File;
  broken.file?.(parsed);
  const configPath = join(await folder(t), 'merganser.yaml');
  await writeFile(configPath, stringify(parsed));
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = installation.env;
  const temporal =
    broken.temporal ?? connect({ ...(address && { address }), ...(namespace && { namespace }) });
  void temporal.catch(() => undefined);
  const platform = configFromFile(configPath, adapters);
  void platform.catch(() => undefined);
  const patient: Patient = {
    environment: { ...environment, ...broken.environment },
    configPath,
    platform,
    temporal,
    ...(broken.starter && { starter: broken.starter }),
  };
  const found = await examine(patient);
  await temporal.then((client) => client.connection.close()).catch(() => undefined);
  return found.map(({ what, found, todo }) => `${what}: ${found}${todo === undefined ? '' : ` -> ${todo}`}`);
}

const toDo = (lines: readonly string[]) => lines.filter((line) => line.includes(' -> '));

test.serial('a patrol that somebody has paused', async (t) => {
  const paused = toDo(await findings(t));
  t.is(paused.length, 1, paused.join('\n'));
  t.regex(
    paused[0] ?? '',
    /^patrol: merganser.reconcile, merganser.sweep paused -> once you know why: temporal schedule toggle --unpause /,
  );
  for (const id of scheduleIds)
    t.is((await installation.temporal('schedule', 'toggle', '--unpause', '--schedule-id', id)).exitCode, 0);
});

test.serial('where all is well, every line is ok and the exit code 0', async (t) => {
  const { exitCode, stdout } = await installation.merganser('doctor', '--starter', installation.starterUrl);
  t.is(exitCode, 0, stdout);
  const short = installation.shop('cart').first.slice(0, 6);
  const patterns = [
    /^Node: 20|^Node: 2/,
    /^configuration: \S+merganser.yaml: 1 site, 1 service$/,
    /^Temporal: server \d+\.\d+\.\d+$/,
    /^namespace e2e-\w+: closed runs are kept for 30 days$/,
    /^search attributes: all are there$/,
    /^patrol: merganser.reconcile, merganser.sweep every minute$/,
    /^worker: version \S+, \d+@\S+$/,
    /^Slack: merganser of Merganser demo$/,
    /^Slack #deploys: the bot is in it$/,
    /^webhook secret: is set$/,
    /^starter at http:\S+: is ready, and takes what is signed with this secret$/,
    /^site_1: agent \S+, its clock is right$/,
    new RegExp(`^cart at site_1: runs ${short}, 1 of 1 instances healthy$`),
    new RegExp(`^repository of cart: main is at ${short}$`),
  ];
  const lines = stdout.split('\n');
  t.is(lines.pop(), 'All is well.');
  t.is(lines.length, patterns.length, stdout);
  for (const [i, pattern] of patterns.entries()) {
    t.regex(lines[i] ?? '', /^ok {5}/);
    t.regex((lines[i] ?? '').slice(7), pattern);
  }
});

test.serial('where something is wrong, it says so to programs, and exits 1', async (t) => {
  const { exitCode, stdout } = await installation.merganser(
    'doctor',
    '--json',
    '--starter',
    'http://127.0.0.1:9',
  );
  t.is(exitCode, 1);
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: { what: string; todo?: string }[] };
  t.false(ok);
  const [one, ...others] = findings.filter(({ todo }) => todo !== undefined);
  t.like(one, { what: 'starter at http://127.0.0.1:9' });
  t.deepEqual(others, []);
});

const cases: readonly [what: string, broken: Broken, ...todo: RegExp[]][] = [
  [
    'a site without an agent',
    {
      file: ({ sites }) =>
        sites.push({ name: 'site_2', target: { type: 'process', url: 'http://127.0.0.1:9' } }),
    },
    /^site_2: the agent at http:\S+ does not answer \(.*\) -> start it there: merganser agent --site site_2 /,
  ],
  [
    "another site's agent",
    {
      file: ({ sites, services }) => (setName(sites, 'site_9'), ((services[0] ?? {})['sites'] = ['site_9'])),
    },
    /^site_9: the agent at \S+ is that of site_1 -> give site_9 the url of its own agent/,
  ],
  [
    "another installation's service",
    { file: (config) => (config.owner = 'other') },
    /^cart at site_1: belongs to the installation merganser -> let only one of other and merganser deploy cart/,
  ],
  [
    'a repository that is not there',
    { file: ({ services }) => ((services[0] ?? {})['repository'] = '/there/is/none.git') },
    /^repository of cart: git: .* -> let the user of this process read \/there\/is\/none.git/,
  ],
  [
    'a branch that is not there',
    { file: ({ services }) => ((services[0] ?? {})['branch'] = 'release') },
    /^repository of cart: has no branch release -> push release to /,
  ],
  [
    'a channel that is not there',
    { file: (config) => (config.notify.slack.channel = '#nobody') },
    /^Slack #nobody: no public channel of this name -> make it/,
  ],
  [
    'no Slack token',
    { environment: { slackToken: '' } },
    /^Slack: there is no bot token -> Set SLACK_BOT_TOKEN/,
  ],
  [
    'a Slack token of another kind',
    { environment: { slackToken: 'xoxp-user' } },
    /^Slack: Slack refuses .*invalid_auth.* -> Make a new bot token/,
  ],
  [
    'no webhook secret',
    { environment: { webhookSecrets: [] } },
    /^webhook secret: is not set -> set GITHUB_WEBHOOK_SECRET/,
  ],
  [
    'a configuration with a fault',
    { file: (config) => (config.owner = 'My Team') },
    /^configuration: \S+: 1 problem -> run `merganser config check /,
  ],
];

function setName(sites: File['sites'], name: string): void {
  const [site] = sites;
  if (site) site.name = name;
}

for (const [what, broken, ...expected] of cases) {
  test.serial(`${what}: that alone is to do`, async (t) => {
    const found = toDo(await findings(t, broken));
    t.is(found.length, expected.length, found.join('\n'));
    for (const [i, pattern] of expected.entries()) t.regex(found[i] ?? '', pattern);
  });
}

test.serial('a secret that the starter does not know', async (t) => {
  const broken = { environment: { webhookSecrets: ['another'] }, starter: installation.starterUrl };
  const found = toDo(await findings(t, broken));
  t.is(found.length, 1);
  t.regex(
    found[0] ?? '',
    /^starter at \S+: refuses what is signed with this secret \(401\) -> give the starter/,
  );
});

test.serial('Temporal that does not answer hides nothing else', async (t) => {
  const found = await findings(t, { temporal: connect({ address: '127.0.0.1:9' }) });
  t.deepEqual(toDo(found), [
    'Temporal: Temporal does not answer at 127.0.0.1:9 -> start it, or say where it is by TEMPORAL_ADDRESS or --address',
  ]);
  t.true(found.some((line) => line.startsWith('repository of cart: main is at')));
});

test.serial('a namespace that was never set up, and without a worker', async (t) => {
  const client = await newNamespace(String(installation.env['TEMPORAL_ADDRESS']));
  const found = toDo(await findings(t, { temporal: Promise.resolve(client) }));
  t.is(found.length, 4, found.join('\n'));
  t.regex(found[0] ?? '', /^namespace \S+: closed runs are kept for 1 days -> run `merganser setup`/);
  t.regex(found[1] ?? '', /^search attributes: MerganserService, .* not there -> run `merganser setup`$/);
  t.is(found[2], 'patrol: merganser.reconcile, merganser.sweep not there -> run `merganser setup`');
  t.regex(found[3] ?? '', /^worker: none polls the task queue merganser -> start `merganser worker`/);
});

test.serial('an agent that wants another token, or hangs', async (t) => {
  const agent = await siteAgent({ token: 'the right token' });
  t.teardown(() => agent.close());
  const to = (url: string) => ({
    file: ({ sites }: File) => sites.forEach(({ target }) => (target.url = url)),
  });
  const [without] = toDo(await findings(t, to(agent.url)));
  t.regex(without ?? '', /^site_1: the agent wants a token \(bad-token\) -> set MERGANSER_AGENT_TOKEN here/);
  const [wrong] = toDo(await findings(t, { ...to(agent.url), environment: { agentToken: 'another' } }));
  t.regex(
    wrong ?? '',
    /^site_1: the agent does not take the token \(bad-token\) -> set MERGANSER_AGENT_TOKEN/,
  );
  t.deepEqual(
    toDo(await findings(t, { ...to(agent.url), environment: { agentToken: 'the right token' } })),
    [],
  );

  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const [hangs] = toDo(await findings(t, to(`http://127.0.0.1:${port}`)));
  t.regex(hangs ?? '', /^site_1: the agent at \S+ does not answer \(not done in 5000 ms\) -> start it there/);
});

test.serial('a Slack app without the scopes that are needed', async (t) => {
  const slack = await startSlackDouble({ channels: ['deploys'], scopes: ['chat:write'] });
  t.teardown(() => slack.close());
  const [found] = toDo(await findings(t, { environment: { slackApiUrl: slack.apiUrl } }));
  t.regex(
    found ?? '',
    /^Slack: .* -> give the app chat:write.customize, channels:read, channels:history at /,
  );
});
