import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { stringify } from 'yaml';
import { startSlackDouble, type SlackDouble } from '../../doubles/slack/index.js';
import { listenerPort } from './listener-port.js';
import { Deployments } from '../e2e/support/deployments.js';
import { endPatrol, newNamespace, pausePatrol } from '../e2e/support/namespace.js';
import {
  run,
  runProduct,
  startProduct,
  type Ended,
  type Env,
  type LogLine,
  type Product,
} from '../e2e/support/product.js';
import { openShop, secret, type Shop } from '../e2e/support/shop.js';
import { Sites } from '../e2e/support/sites.js';
import type { Patrolled } from '../../src/workflows/patrol.js';
import { devServer, stopServers, type DevServer } from './servers.js';
import { until } from './until.js';

/** Services by name: the sites of each, and what its settings say beyond the usual ones. */
export type Services = Readonly<
  Record<string, { readonly sites: readonly string[] } & Record<string, unknown>>
>;

/** An analysis of seconds, by configuration only. */
const usual = {
  start: 'node server.js',
  health: { path: '/health', interval: '100ms' },
  instances: 1,
  canary: { instances: 1, weight: '50%' },
  analysis: { duration: '6s', maxDuration: '8s', interval: '1s', prepareTimeout: '10s' },
  // Tests merge one after the other, whatever became of the one before.
  policy: { quarantine: 'deploy-with-warning' },
  checks: [
    {
      name: 'error ratio',
      kind: 'threshold',
      metric: 'error-ratio',
      compare: 'baseline',
      max: '1%',
      window: '2s',
      minRequests: 5,
    },
  ],
};

interface Parts {
  readonly server: DevServer;
  /** host:port */
  readonly starter: string;
  /** host:port of the worker's metrics */
  readonly metrics: string;
  readonly client: Client;
  readonly env: Env;
  /** The `merganser` that is run. Default: this clone's. */
  readonly program: string | undefined;
  readonly slack: SlackDouble;
  readonly sites: Sites;
  readonly shops: ReadonlyMap<string, Shop>;
}

/** Merganser with all its processes, a Slack, a repository for each service, and a Temporal namespace of its own. */
export class Installation {
  readonly slack: SlackDouble;
  readonly sites: Sites;
  worker: Product | undefined;
  starter: Product | undefined;

  private constructor(
    private readonly parts: Parts,
    private readonly closers: (() => unknown)[],
  ) {
    this.slack = parts.slack;
    this.sites = parts.sites;
  }

  /** Everything that Merganser needs; nothing of it runs yet, and the namespace is not set up. */
  static async prepare(services: Services, program?: string, more: Env = {}): Promise<Installation> {
    const closers: (() => unknown)[] = [];
    try {
      return new Installation(await partsOf(services, more, closers, program), closers);
    } catch (error) {
      await closeAll(closers);
      throw error;
    }
  }

  /**
   * Installs and starts everything but the agents of sites that are said to be down. The patrol goes round when it is told
   * to. `more` is for its environment.
   */
  static async start(
    services: Services,
    down: readonly string[] = [],
    program?: string,
    more: Env = {},
  ): Promise<Installation> {
    const installation = await Installation.prepare(services, program, more);
    try {
      await mustSucceed(installation.merganser('setup'));
      await pausePatrol(installation.parts.client);
      const agents = installation.sites.names.filter((name) => !down.includes(name));
      await Promise.all([
        installation.startWorker(),
        installation.startStarter(),
        ...agents.map((name) => installation.sites.start(name)),
      ]);
      return installation;
    } catch (error) {
      await installation.close();
      throw error;
    }
  }

  /** What its processes and commands are started with. */
  get env(): Env {
    return this.parts.env;
  }

  shop(service: string): Shop {
    const shop = this.parts.shops.get(service);
    if (!shop) throw new Error(`there is no service ${service}`);
    return shop;
  }

  deployments(service: string): Deployments {
    return new Deployments(this.parts.client, service);
  }

  /** Runs a command of `merganser` to its end. */
  merganser(...args: readonly string[]): Promise<Ended> {
    return runProduct(args, this.parts.env, this.parts.program);
  }

  /** Has the patrol go round once; returns what it found. */
  async patrol(round: 'reconcile' | 'sweep'): Promise<Patrolled> {
    const { client } = this.parts;
    const handle = client.schedule.getHandle(`merganser.${round}`);
    const before = (await handle.describe()).info.numActionsTaken;
    // The schedule may not know yet that the last one is over.
    await handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
    const started = await until(async () => {
      const { recentActions, numActionsTaken } = (await handle.describe()).info;
      return numActionsTaken > before ? recentActions.at(-1)?.action.workflow : undefined;
    });
    const run = client.workflow.getHandle(started.workflowId, started.firstExecutionRunId);
    return (await run.result()) as Patrolled;
  }

  /** Runs the Temporal CLI, which takes server and namespace from the environment as `merganser` does. */
  temporal(...args: readonly string[]): Promise<Ended> {
    return run(this.parts.server.cli, args, this.parts.env);
  }

  get starterUrl(): string {
    return `http://${this.parts.starter}`;
  }

  async startStarter(): Promise<Product> {
    return (this.starter = await this.product('starter', '--listen', this.parts.starter));
  }

  async startWorker(): Promise<Product> {
    return (this.worker = await this.product('worker'));
  }

  /** What the worker or the starter answers at a path, whatever its status. */
  async get(process: 'worker' | 'starter', path: string): Promise<{ status: number; body: string }> {
    const { starter, metrics } = this.parts;
    const answer = await fetch(`http://${process === 'worker' ? metrics : starter}${path}`);
    return { status: answer.status, body: await answer.text() };
  }

  /** The lines of the worker's log. */
  workerLog(): readonly LogLine[] {
    return this.worker?.log() ?? [];
  }

  async killWorker(): Promise<void> {
    await this.worker?.kill();
  }

  /** Has the first commit of a service run at its sites, under traffic. */
  async adopt(service: string): Promise<void> {
    const { first } = this.shop(service);
    await mustSucceed(this.merganser('adopt', service, first));
    await this.deployments(service).done(first);
    this.sites.ask(service);
  }

  /** Commits a version and sends the webhook; returns the commit. */
  async merge(service: string, source?: string): Promise<string> {
    const commit = await this.shop(service).commit(source);
    const status = await this.shop(service).push(commit);
    if (status !== 202) throw new Error(`the starter answered ${status}`);
    return commit;
  }

  close(): Promise<void> {
    return closeAll(this.closers);
  }

  private async product(...args: readonly string[]): Promise<Product> {
    const product = await startProduct(args, this.parts.env, this.parts.program);
    this.closers.push(() => product.stop());
    return product;
  }
}

/** The last first. */
async function closeAll(closers: (() => unknown)[]): Promise<void> {
  for (const closer of closers.splice(0).reverse()) await closer();
}

async function partsOf(
  services: Services,
  more: Env,
  closers: (() => unknown)[],
  program?: string,
): Promise<Parts> {
  closers.push(stopServers);
  const server = await devServer();
  const client = await newNamespace(server.address);
  closers.push(() => client.connection.close());
  closers.push(() => endPatrol(client));
  const folder = mkdtempSync(join(tmpdir(), 'merganser-e2e-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const slack = await startSlackDouble({ channels: ['deploys'] });
  closers.push(() => slack.close());
  const metrics = `127.0.0.1:${await listenerPort()}`;
  const env = {
    ...environment(folder, server.address, client.options.namespace, slack),
    MERGANSER_METRICS_ADDRESS: metrics,
    ...more,
  };
  const sites = await Sites.of(services, folder, env, program);
  closers.push(() => sites.close());
  const starter = `127.0.0.1:${await listenerPort()}`;
  const shops = new Map<string, Shop>();
  for (const service of Object.keys(services)) {
    const shop = await openShop(service, `http://${starter}/webhooks/github`);
    closers.push(() => shop.remove());
    shops.set(service, shop);
  }
  writeFileSync(join(folder, 'merganser.yaml'), platform(services, sites, shops));
  return { server, starter, metrics, client, env, program, slack, sites, shops };
}

function platform(services: Services, sites: Sites, shops: ReadonlyMap<string, Shop>): string {
  return stringify({
    version: 1,
    sites: sites.settings,
    services: Object.entries(services).map(([service, own]) => {
      return { service, repository: shops.get(service)?.folder, ...usual, ...own };
    }),
    notify: { slack: { channel: '#deploys' } },
  });
}

/** Settings of the person's own Temporal, Slack and GitHub are none of the tests' business. */
function environment(folder: string, address: string, namespace: string, { apiUrl }: SlackDouble): Env {
  const foreign = /^(TEMPORAL|SLACK|GITHUB)_/;
  writeFileSync(join(folder, 'temporal.toml'), '[profile.default]\n');
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
    TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml'),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_API_URL: apiUrl,
    GITHUB_WEBHOOK_SECRET: secret,
    MERGANSER_CONFIG: join(folder, 'merganser.yaml'),
    MERGANSER_CACHE_DIR: join(folder, 'cache'),
    MERGANSER_LOG_LEVEL: 'info',
  };
}

async function mustSucceed(command: Promise<Ended>): Promise<void> {
  const { exitCode, stderr } = await command;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}`);
}
