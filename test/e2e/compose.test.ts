import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import test, { type ExecutionContext } from 'ava';
import { Shop } from '../../demo/stage/shop.js';
import { signedPush } from '../../doubles/github/index.js';
import { startSlackDouble, type SlackDouble } from '../../doubles/slack/index.js';
import type { ServiceState } from '../../src/deploy-targets/process/protocol.js';
import { Stack } from '../helpers/compose-stack.js';
import { devServer, stopServers } from '../helpers/servers.js';
import { steadyTraffic } from '../helpers/steady-traffic.js';
import { until } from '../helpers/until.js';

test.after.always(stopServers);

const web = 'https://github.com/acme/cart';
const sites = ['site-1', 'site-2', 'site-3'];
const secrets = {
  POSTGRES_PASSWORD: randomBytes(16).toString('hex'),
  MERGANSER_AGENT_TOKEN: randomBytes(16).toString('hex'),
  GITHUB_WEBHOOK_SECRET: randomBytes(16).toString('hex'),
};

test('the services of docker-compose.yml deploy a merge to their sites', async (t) => {
  t.timeout(110_000);
  const root = mkdtempSync(join(tmpdir(), 'merganser-compose-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const slack = await startSlackDouble();
  t.teardown(() => slack.close());
  const shop = new Shop(join(root, 'cart'));
  const first = await shop.create(web, quick);
  const stack = await startStack(t, root, shop, slack);
  await stack.run('worker', ['adopt', 'cart', first]);
  await untilAllRun(stack, first);

  const urls = await Promise.all(sites.map(async (site) => `http://${await stack.address(site, 8080)}/`));
  const traffic = urls.map((url) => steadyTraffic(url, 60));
  t.teardown(() => Promise.all(traffic.map((each) => each.stop())));
  const commit = await shop.merge({
    name: 'Greet',
    is: 'a good change',
    author: 'jane',
    reviewer: 'joe',
    branch: 'greet',
    edit: (text) => `${text}\n// Greets.\n`,
  });
  const url = `http://${await stack.address('starter', 4400)}/webhooks/github`;
  const repository = { path: shop.folder, fullName: 'acme/cart', web };
  const secret = secrets.GITHUB_WEBHOOK_SECRET;
  const { status } = await signedPush({
    url,
    secret,
    repository,
    branch: 'main',
    before: first,
    after: commit,
  });
  t.is(status, 202);

  await untilAllRun(stack, commit);
  const said = `Rolled out cart: site_1, site_2, site_3 run ${commit.slice(0, 6)}`;
  const texts = () => slack.messages().map(({ text }) => text);
  await until(() => texts().includes(said) || undefined).catch(() => t.deepEqual(texts(), [said]));
  t.like(JSON.parse(await stack.run('worker', ['status', 'cart', '--json'])), [{ service: 'cart' }]);
});

/** The same service, decided about in seconds. */
const quick = (settings: string) =>
  settings
    .replace(/^analysis: .*$/m, 'analysis: { duration: 6s, maxDuration: 30s, interval: 500ms }')
    .replace('window: 15s', 'window: 3s');

/** Starts everything in the order of `depends_on`, and has it stopped after the test. */
async function startStack(t: ExecutionContext, root: string, shop: Shop, slack: SlackDouble): Promise<Stack> {
  const { address } = await devServer();
  const namespace = `compose-${randomBytes(4).toString('hex')}`;
  await registerNamespace(address, namespace);
  const token = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_API_URL: 'http://slack:80/api/' };
  const stack = new Stack({
    root,
    variables: { ...secrets, ...token, TEMPORAL_NAMESPACE: namespace },
    elsewhere: { 'temporal:7233': address, 'slack:80': `127.0.0.1:${slack.port}` },
    env: instead(web, shop.folder),
  });
  t.teardown(() => stack.stop());
  // A namespace is known everywhere on the server after some seconds; `restart: on-failure` waits for it likewise.
  await until(() => stack.run('setup').catch(() => undefined), 60_000);
  await Promise.all(['worker', 'starter', ...sites].map((service) => stack.start(service)));
  return stack;
}

/** Has git take a repository from elsewhere. */
const instead = (address: string, folder: string) => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${folder}.insteadOf`,
  GIT_CONFIG_VALUE_0: address,
});

async function registerNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  } finally {
    await connection.close();
  }
}

async function untilAllRun(stack: Stack, commit: string): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.MERGANSER_AGENT_TOKEN}` };
  for (const site of sites) {
    const url = `http://${await stack.address(site, 4300)}/v1/services/cart`;
    await until(async () => {
      const response = await fetch(url, { headers });
      if (!response.ok) return undefined;
      const { progress, stable, canary, instances } = (await response.json()) as ServiceState;
      for (const { pid } of instances) if (pid > 0) stack.adopt(pid);
      return (progress === 'settled' && stable?.commit === commit && !canary) || undefined;
    }, 60_000);
  }
}
