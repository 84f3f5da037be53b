import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { installHook } from '../../doubles/github/index.js';
import { readVersions, type SiteAddress } from '../reader/index.js';
import type { Sabotage } from '../sabotage/index.js';
import { keepCensus } from './census.js';
import { serveCommitPages } from './commit-pages.js';
import { plainEnvironment } from './environment.js';
import type { Ledger } from './ledger.js';
import type { Places } from './places.js';
import { MetricsRelay } from './metrics.js';
import { hasWorker } from './pollers.js';
import { portsFor, type StagePorts } from './ports.js';
import type { Processes } from './processes.js';
import * as programs from './programs.js';
import { platformSettings } from './settings.js';
import { Shop } from './shop.js';

/** Requests per second to each site: half of them reach a canary, which decides within 40 s on 100 at least. */
export const requestsPerSecond = 240;

/** Everything that runs, and where. */
export interface Stage {
  readonly slackUrl: string;
  readonly temporalAddress: string;
  readonly temporalUrl: string;
  readonly trafficUrl: string;
  /** The repository's pages. */
  readonly web: string;
  readonly sites: readonly SiteAddress[];
  readonly shop: Shop;
  readonly metrics: MetricsRelay;
  readonly processes: Processes;
}

/** What it takes to set the stage. */
export interface Setting {
  readonly places: Places;
  readonly ledger: Ledger;
  readonly processes: Processes;
  readonly temporalCli: string;
  readonly sabotage: Sabotage | undefined;
  readonly stop: AbortSignal;
}

const history = fileURLToPath(new URL('../cart-history.json', import.meta.url));
const local = (port: number) => `http://127.0.0.1:${port}`;

/** Starts everything and has the first version of the service run at every site, under steady traffic. */
export async function setStage(setting: Setting, now: (doing: string) => void): Promise<Stage> {
  const { places, processes, temporalCli, ledger } = setting;
  const ports = await portsFor();
  const stage = stageOf(ports, new Shop(places.cart), processes);
  const env = await environment(setting, ports);
  const product = { ...env, MERGANSER_CONFIG: places.settings, MERGANSER_CACHE_DIR: places.worker };

  now('Starting Temporal and Slack');
  await Promise.all([
    processes.start(programs.temporal(temporalCli, ports.temporal, places.database, env)),
    processes.start(programs.slack(ports.slack, places.slack, env)),
  ]);
  const first = await openShop(stage, setting, ports);
  now('Starting the agents of 3 sites');
  await Promise.all([
    run(['setup'], product, setting.stop),
    ...ports.sites.map(({ site, agent }) =>
      processes.start(programs.agent(site, agent, join(places.agents, site), env)),
    ),
  ]);
  keepCensus(
    stage.sites.map((at) => at.agentUrl),
    ledger,
  );
  now('Starting worker and starter');
  await Promise.all([
    processes.start(programs.worker(product, () => hasWorker(stage.temporalAddress))),
    processes.start(programs.starter(ports.starter, product)),
  ]);
  now('Bringing the first version to 3 sites');
  await run(['adopt', 'cart', first], product, setting.stop);
  await untilAllRun(stage, first);
  const urls = stage.sites.map((at) => at.serviceUrl);
  await processes.start(programs.traffic(ports.traffic, urls, requestsPerSecond, env));
  return stage;
}

function stageOf(ports: StagePorts, shop: Shop, processes: Processes): Stage {
  return {
    slackUrl: local(ports.slack),
    temporalAddress: `127.0.0.1:${ports.temporal.port}`,
    temporalUrl: local(ports.temporal.ui),
    trafficUrl: local(ports.traffic),
    web: `${local(ports.pages)}/cart`,
    sites: ports.sites.map(({ site, agent, service }) => ({
      site,
      agentUrl: local(agent),
      serviceUrl: local(service),
    })),
    shop,
    metrics: new MetricsRelay(),
    processes,
  };
}

/** Secrets are made anew for each run and never leave it. */
async function environment(
  { places, sabotage }: Setting,
  ports: StagePorts,
): Promise<Record<string, string>> {
  const secret = randomBytes(20).toString('hex');
  writeFileSync(places.secret, secret, { mode: 0o600 });
  // Instead of the file in the person's home, which may name another server.
  writeFileSync(places.temporalSettings, '[profile.default]\n');
  const slackUrl = local(ports.slack);
  return {
    ...plainEnvironment(),
    TEMPORAL_CONFIG_FILE: places.temporalSettings,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal.port}`,
    GITHUB_WEBHOOK_SECRET: secret,
    SLACK_BOT_TOKEN: 'xoxb-demo',
    SLACK_API_URL: `${(await sabotage?.slackUrl?.(slackUrl)) ?? slackUrl}/api/`,
  };
}

/** Creates the repository, its web pages and its webhook, and the platform's settings. Returns the first commit. */
async function openShop(
  { shop, web, metrics }: Stage,
  { places, sabotage }: Setting,
  ports: StagePorts,
): Promise<string> {
  const first = await shop.create(web, sabotage?.settings);
  await serveCommitPages(shop, ports.pages);
  await installHook(places.cart, {
    url: `${local(ports.starter)}/webhooks/github`,
    secretFile: places.secret,
    branch: 'main',
    fullName: 'acme/cart',
    web,
  });
  const sites = ports.sites.map(async ({ site, agent, service }) => ({
    site,
    agentUrl: await metrics.before((await sabotage?.agentUrl?.(site, local(agent))) ?? local(agent)),
    servicePort: service,
  }));
  writeFileSync(places.settings, platformSettings(await Promise.all(sites), places.cart, history));
  return first;
}

async function run(args: readonly string[], env: Record<string, string>, stop: AbortSignal): Promise<void> {
  const { command, args: all } = programs.command(args);
  const { failed, all: output } = await execa(command, all, {
    env,
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
    cancelSignal: stop,
  });
  if (failed && !stop.aborted) throw new Error(`merganser ${args.join(' ')} failed:\n${output}`);
}

const adoptionWithinMs = 60_000;

async function untilAllRun({ sites }: Stage, commit: string): Promise<void> {
  for (const deadline = Date.now() + adoptionWithinMs; ; await sleep(100)) {
    const versions = await readVersions(sites, 'cart');
    if (Object.values(versions).every((version) => version === commit)) return;
    if (Date.now() > deadline) throw new Error(`the first version is not up: ${JSON.stringify(versions)}`);
  }
}
