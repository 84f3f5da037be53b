import { mkdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { serve } from '@hono/node-server';
import type { Logger } from 'pino';
import { agentApi } from './agent/api.js';
import { lock } from './agent/lock.js';
import { Metrics } from './agent/metrics.js';
import { ownerVariable } from './agent/orphans.js';
import { renderUsage } from './agent/process-metrics.js';
import { Releases } from './agent/releases.js';
import { Services } from './agent/services.js';
import { Store } from './agent/store.js';

export interface AgentOptions {
  readonly site: string;
  /** host:port of the API. The services listen on the same host. */
  readonly listen: string;
  /** Default: MERGANSER_STATE_DIR. */
  readonly stateDir?: string;
  /** Default: MERGANSER_AGENT_TOKEN. Without one, anybody who can connect may deploy. */
  readonly token?: string;
  /** Ends the services with the agent. Otherwise they run on, and the next agent takes them over. */
  readonly stopServicesOnExit?: boolean;
  /** Length of the polls of which the history is made, in ms. Default 5 s. */
  readonly historyGrain?: number;
}

export interface RunningAgent {
  readonly url: string;
  close(): Promise<void>;
}

/** Runs the agent of a site: it starts, checks and stops versions of services there, and hands them their requests. */
export async function runAgent(options: AgentOptions, log: Logger): Promise<RunningAgent> {
  const { host, port } = addressOf(options.listen);
  const stateDir = stateDirOf(options.stateDir ?? process.env.MERGANSER_STATE_DIR);
  const unlock = lock(stateDir);
  const metrics = new Metrics();
  const env = { ...inherited(), [ownerVariable]: stateDir };
  const releases = new Releases(stateDir, env);
  const store = new Store(join(stateDir, 'services'));
  const { site: name, historyGrain = 5_000 } = options;
  const services = new Services({ name, host, stateDir, env, releases, metrics, store, historyGrain, log });
  const token = options.token ?? process.env.MERGANSER_AGENT_TOKEN;
  const usage = () => renderUsage(services.all().flatMap((service) => service.running()));
  const render = async () => `${metrics.render()}${await usage()}${buildInfo(options.site)}`;
  const app = agentApi({ services, token, metrics: render });
  const server = await listening(app, host, port).catch((error: unknown) => {
    unlock();
    throw error;
  });
  services.resume();
  const url = `http://${host}:${portOf(server)}`;
  log.info({ site: options.site, url, stateDir }, 'the agent is ready');
  const close = async () => {
    await closed(server);
    await services.close(options.stopServicesOnExit ?? false);
    unlock();
  };
  return { url, close };
}

function addressOf(listen: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(listen);
  if (match?.[1] && match[2]) return { host: match[1], port: Number(match[2]) };
  throw new Error(`--listen ${listen} is not understood: give host:port, as in 127.0.0.1:4301`);
}

function stateDirOf(folder: string | undefined): string {
  if (!folder)
    throw new Error('The agent needs a folder of its own: give --state-dir, or set MERGANSER_STATE_DIR.');
  mkdirSync(folder, { recursive: true });
  return resolve(folder);
}

/** Secrets of the agent are none of the services' business, so they get only these. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function buildInfo(site: string): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const help =
    '# HELP merganser_build_info The running version of Merganser.\n# TYPE merganser_build_info gauge\n';
  return `${help}merganser_build_info{process="agent",site="${site}",version="${version}"} 1\n`;
}

function listening(app: ReturnType<typeof agentApi>, hostname: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, () => resolve(server as Server));
    server.once('error', reject);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
