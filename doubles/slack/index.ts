import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveApi } from './api.js';
import { faultKinds, faultOf, Faults } from './faults.js';
import { readBody, sendHtml, sendJson } from './http.js';
import type { Violation } from './methods.js';
import { channelHtml, pageHtml } from './page.js';
import { Store, type DoubleMessage } from './store.js';

export type { DoubleMessage } from './store.js';
export type { Fault } from './faults.js';

export interface SlackDoubleOptions {
  /** Absent or 0: a free one. */
  readonly port?: number;
  /** Keeps the messages over a restart. */
  readonly file?: string;
  /** Names of the channels that exist. */
  readonly channels?: readonly string[];
  /** What the token may do; by default all that Merganser asks for. Told with every answer, as Slack does. */
  readonly scopes?: readonly string[];
}

export interface SlackDouble {
  /** The channel as a web page. */
  readonly url: string;
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly port: number;
  messages(): readonly DoubleMessage[];
  close(): Promise<void>;
}

const usualScopes = ['chat:write', 'chat:write.customize', 'channels:read', 'channels:history'];

const idOf = (name: string) => `C0${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;

/** Serves a stand-in for Slack's HTTP API, as strict as the real one or stricter, and the channel as a web page. */
export async function startSlackDouble(options: SlackDoubleOptions = {}): Promise<SlackDouble> {
  const names = (options.channels ?? ['deploys']).map((name) => name.replace(/^#/, ''));
  const store = new Store(
    names.map((name) => ({ id: idOf(name), name })),
    options.file,
  );
  const faults = new Faults();
  const violations: Violation[] = [];
  const server = createServer((request, response) => {
    const workspace = { url: `http://${request.headers.host ?? 'localhost'}`, store, violations };
    response.setHeader('x-oauth-scopes', (options.scopes ?? usualScopes).join(','));
    const { pathname, searchParams } = new URL(request.url ?? '/', workspace.url);
    const served = pathname.startsWith('/api/')
      ? serveApi(pathname.slice('/api/'.length), request, response, workspace, faults)
      : serveDouble(pathname, searchParams, request, response, { store, faults, violations });
    served.catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { error: String(error) });
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url, apiUrl: `${url}/api/`, port, messages: () => store.messages, close };
}

interface Inside {
  readonly store: Store;
  readonly faults: Faults;
  readonly violations: readonly Violation[];
}

/** The page, and what tests and the demo ask the double itself; faults never hit these. */
async function serveDouble(
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
  { store, faults, violations }: Inside,
): Promise<void> {
  const channelOf = (name: string | null) => store.channels.find((c) => c.name === name);
  const part = /^\/_double\/channel\/(.+)$/.exec(path)?.[1];
  const archived = /^\/archives\/[^/]+\/(p\d+)$/.exec(path)?.[1];
  const channel = part
    ? channelOf(decodeURIComponent(part))
    : (channelOf(query.get('channel')) ?? store.channels[0]);
  if (path === '/' && channel) return sendHtml(response, pageHtml(store, channel));
  if (part && channel) return sendHtml(response, channelHtml(store, channel));
  if (archived) return void response.writeHead(302, { location: `/#${archived}` }).end();
  if (path === '/_double/messages') return sendJson(response, 200, store.messages);
  if (path === '/_double/state')
    return sendJson(response, 200, { violations, faults: faults.pending, messages: store.messages.length });
  if (path === '/_double/fault') return serveFault(request, response, faults);
  sendJson(response, 404, { error: `nothing at ${path}` });
}

async function serveFault(request: IncomingMessage, response: ServerResponse, faults: Faults): Promise<void> {
  if (request.method === 'DELETE') faults.clear();
  else {
    const fault = faultOf(JSON.parse((await readBody(request)) || 'null'));
    if (!fault) return sendJson(response, 400, { error: `kind must be one of ${faultKinds.join(', ')}` });
    faults.add(fault);
  }
  sendJson(response, 200, { faults: faults.pending });
}
