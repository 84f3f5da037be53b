import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { agentApi } from './agent/api.js';
import { type Confinement, confinementOf, userEnvironment } from './agent/confinement.js';
import { listen, refuseStrangers, type TlsFiles } from './agent/listening.js';
import { lock } from './agent/lock.js';
import { SiteGateway } from './agent/gateway/site-gateway.js';
import { ownerVariable } from './agent/orphans.js';
import { renderUsage } from './agent/usage-metrics.js';
import { Releases } from './agent/releases.js';
import { Services } from './agent/services.js';
import { makeStateDir } from './agent/state-dir.js';
import { Store } from './agent/store.js';
import { renderWarnings } from './agent/warning-metrics.js';
import { parseListen } from './net/listen.js';
import { version } from './version.js';

export interface AgentOptions {
  readonly site: string;
  /** host:port of the API. The services listen on the same host. */
  readonly listen: string;
  /** Default: MERGANSER_STATE_DIR. */
  readonly stateDir?: string;
  /** Default: MERGANSER_AGENT_TOKEN. Without one, anybody who can connect may deploy. */
  readonly token?: string;
  /** Is taken as well, while the tokens are being replaced. */
  readonly oldToken?: string;
  readonly tls?: TlsFiles;
  /** Other machines may connect although there is no token or no TLS. */
  readonly insecure?: boolean;
  /** Patterns of the repositories that may be fetched and run. Default: all. */
  readonly repositories?: readonly string[];
  /** User that builds and instances run as; the agent must be root. */
  readonly user?: string;
  /** Limits of each process of an instance; memory in bytes. */
  readonly maxOpenFiles?: number;
  readonly maxMemory?: number;
  /** Largest body of a request to a service, in bytes. Default: any. */
  readonly maxBody?: number;
  /** How long requests in flight have before SIGTERM, in ms. Default 10 s. */
  readonly drain?: number;
  /** How long after SIGTERM SIGKILL comes, in ms. Default 5 s. */
  readonly killAfter?: number;
  /** Ends the services with the agent. Otherwise they run on, and the next agent takes them over. */
  readonly stopServicesOnExit?: boolean;
  /** Of what this is a build: a gateway of another is replaced. Default: the versions of Merganser and Node. */
  readonly build?: string;
  /** Length of the polls of which the history is made, in ms. Default 5 s. */
  readonly historyGrain?: number;
}

export interface RunningAgent {
  readonly url: string;
  close(): Promise<void>;
}

/** Runs the agent of a site: it starts, checks and stops versions of services there, and hands them their requests. */
export async function runAgent(options: AgentOptions, log: Logger): Promise<RunningAgent> {
  const begun: (() => unknown)[] = [];
  try {
    return await begin(options, log, begun);
  } catch (error) {
    for (const end of begun.reverse()) await end();
    throw error;
  }
}

/** Starts the parts in turn; `begun` is told how each is ended where a later one cannot begin. */
async function begin(options: AgentOptions, log: Logger, begun: (() => unknown)[]): Promise<RunningAgent> {
  const { site: name, historyGrain = 5_000, repositories, tls, insecure, maxBody } = options;
  const tokens = tokensOf(options);
  refuseStrangers(options.listen, { tokens, tls, insecure });
  const stateDir = stateDirOf(options.stateDir ?? process.env.MERGANSER_STATE_DIR);
  const unlock = lock(stateDir);
  begun.push(unlock);
  // Before anything is started: where nobody can listen, nothing must be left running.
  const door: { api?: Hono } = {};
  const starting = new Response('The agent is starting.\n', { status: 503 });
  const enter: Hono['fetch'] = (...asked) => door.api?.fetch(...asked) ?? starting.clone();
  const api = await listen(enter, options.listen, tls, log);
  begun.push(() => api.close());
  const confinement = await confined(options, stateDir, log);
  const own = { ...inherited(), [ownerVariable]: stateDir };
  const env = { ...own, ...userEnvironment(confinement) };
  const gateway = await SiteGateway.start({
    stateDir,
    env: own,
    build: buildOf(options),
    maxBody,
    log,
  });
  const releases = new Releases(stateDir, env, confinement);
  const store = new Store(join(stateDir, 'services'));
  const patience = { drainMs: options.drain ?? 10_000, killAfterMs: options.killAfter ?? 5_000 };
  const services = new Services({
    name,
    host: parseListen(options.listen).host,
    stateDir,
    env,
    confinement,
    patience,
    releases,
    gateway,
    store,
    historyGrain,
    log,
  });
  const render = async () => `${await gateway.metrics()}${await metricsOf(name, services)}`;
  door.api = agentApi({ services, tokens, repositories, metrics: render });
  services.resume();
  log.info({ url: api.url, stateDir }, 'the agent is ready');
  const close = async () => {
    await api.close();
    const stopServices = options.stopServicesOnExit ?? false;
    await services.close(stopServices);
    await gateway.close(stopServices);
    unlock();
  };
  return { url: api.url, close };
}

/** What the agent itself knows, in Prometheus text format; the gateway counts the requests. */
async function metricsOf(site: string, services: Services): Promise<string> {
  const all = services.all();
  const usage = await renderUsage(all.flatMap((service) => service.running()));
  const states = all.map((service) => service.state());
  return `${usage}${renderWarnings(site, states)}${buildInfo(site)}`;
}

/** Who may command the agent: whoever has one of these. None: anybody who can connect. */
function tokensOf({ token = process.env.MERGANSER_AGENT_TOKEN, oldToken, user }: AgentOptions): string[] {
  const tokens = [token, oldToken].flatMap((one) => one || []);
  if (user === undefined || tokens.length > 0) return tokens;
  throw new Error(
    '--user wants MERGANSER_AGENT_TOKEN: without it a service could have the agent run anything as root.',
  );
}

/** Whom the services are run as, and what they cannot read: everything of the agent's but their own releases. */
async function confined(options: AgentOptions, stateDir: string, log: Logger): Promise<Confinement> {
  const folders = {
    services: 0o700,
    logs: 0o700,
    mirrors: 0o700,
    history: 0o700,
    releases: options.user ? 0o711 : 0o700,
  };
  for (const [folder, mode] of Object.entries(folders)) {
    mkdirSync(join(stateDir, folder), { recursive: true });
    chmodSync(join(stateDir, folder), mode);
  }
  if (options.user === undefined && process.getuid?.() === 0)
    log.warn('the agent is root, and so are its services: give --user to run them as somebody else');
  return confinementOf(options, join(stateDir, 'releases'));
}

function stateDirOf(folder: string | undefined): string {
  if (!folder)
    throw new Error('The agent needs a folder of its own: give --state-dir, or set MERGANSER_STATE_DIR.');
  return makeStateDir(folder);
}

/** Secrets of the agent are none of the services' business, so they get only these. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

const buildOf = ({ build = `${version} on Node ${process.versions.node}` }: AgentOptions) => build;

function buildInfo(site: string): string {
  const help =
    '# HELP merganser_build_info The running version of Merganser.\n# TYPE merganser_build_info gauge\n';
  return `${help}merganser_build_info{process="agent",site="${site}",version="${version}"} 1\n`;
}
