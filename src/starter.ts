import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Logger } from 'pino';
import { starterApp, type AppOptions } from './starter/app.js';
import { parseListen } from './starter/listen.js';

/** What {@link runStarter} needs: `listen` is `host:port`, port 0 for a free one. */
export interface StarterOptions extends AppOptions {
  readonly listen: string;
}

/** A running starter. `close` lets requests that came end, for 5 s. */
export interface Starter {
  readonly url: string;
  close(): Promise<void>;
}

const timeouts = { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };
const closeGraceMs = 5_000;

/** Starts the HTTP server that takes GitHub's webhooks. Resolves when it listens. */
export async function runStarter(options: StarterOptions, log: Logger): Promise<Starter> {
  const { host, port } = parseListen(options.listen);
  const { fetch } = starterApp(options, log);
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
