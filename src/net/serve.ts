import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { parseListen } from './listen.js';

/** A running HTTP server. `close` lets requests that came end, for 5 s. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const timeouts = { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };
const closeGraceMs = 5_000;

/** Serves at `host:port`, port 0 for a free one. Resolves when it listens. */
export async function serveAt(
  listen: string,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Served> {
  const { host, port } = parseListen(listen);
  const server = createAdaptorServer({ fetch, serverOptions: timeouts });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  return { url, close: () => closeServer(server) };
}

async function closeServer(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const connections = 'closeAllConnections' in server ? server : undefined;
  // A client that keeps its connection would send the next request on it.
  const idle = setInterval(() => connections?.closeIdleConnections(), 50);
  const force = setTimeout(() => connections?.closeAllConnections(), closeGraceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(force);
}
