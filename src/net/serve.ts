import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { parseListen } from './listen.js';

export interface ServeOptions {
  /** How the address was given, for the error where nobody can listen. Default: --listen. */
  readonly given?: string;
  /** In PEM. Absent: HTTP. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** How long requests that came have to end, in ms. Default 5 s. */
  readonly graceMs?: number;
}

/** A running HTTP server. */
export interface Served {
  readonly url: string;
  readonly server: Server | TlsServer;
  /** Takes no more requests, and lets those that came end. */
  close(): Promise<void>;
}

const timeouts = { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };

/** Serves at `host:port`, port 0 for a free one. Resolves when it listens; throws when nobody can listen there. */
export async function serveAt(
  listen: string,
  fetch: (request: Request) => Response | Promise<Response>,
  { given = '--listen', tls, graceMs = 5_000 }: ServeOptions = {},
): Promise<Served> {
  const { host, port } = parseListen(listen);
  const secure = tls && { createServer, serverOptions: { ...timeouts, ...tls } };
  const server = createAdaptorServer({ fetch, serverOptions: timeouts, ...secure }) as Server | TlsServer;
  server.listen(port, host);
  await once(server, 'listening').catch(({ message }: Error) => {
    throw new Error(`${given} ${host}:${port} cannot be used (${message}): free it, or give another`);
  });
  const address = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  const url = `${tls ? 'https' : 'http'}://${shown}:${address.port}`;
  return { url, server, close: () => closeServer(server, graceMs) };
}

async function closeServer(server: Server | TlsServer, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A client that keeps its connection would send the next request on it.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(force);
}
