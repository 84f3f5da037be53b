import { type Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { short } from '../domain/ids.js';
import { Balancer, type Share } from './balancer.js';
import { Exchange } from './exchange.js';
import type { Instance } from './instance.js';

/** How long requests in flight may take when the agent ends. */
const closeMs = 10_000;

/** The address of a service: hands each request to one of its instances, by weight. */
export class ServiceProxy {
  readonly #balancer = new Balancer<Instance>();
  readonly #exchanges = new WeakMap<ServerResponse, Exchange>();
  readonly #proxy = createProxyServer<typeof IncomingMessage, typeof ServerResponse>({
    toProxy: true,
  });
  #server?: Server;
  #port?: number;

  constructor(private readonly host: string) {
    this.#proxy.on('proxyReq', (given, _request, response) => this.#exchanges.get(response)?.given(given));
    this.#proxy.on('proxyRes', (answer, _request, response) =>
      this.#exchanges.get(response)?.answered(answer),
    );
  }

  get port(): number | undefined {
    return this.#port;
  }

  /** From now on, requests go to these. Those in flight are not touched. */
  route(shares: readonly Share<Instance>[]): void {
    this.#balancer.set(shares);
  }

  /** Listens on a port, and then no longer on the one before. */
  async listen(port: number): Promise<void> {
    if (port === this.#port) return;
    const server = createServer((request, response) => this.#handle(request, response));
    // Longer than clients keep theirs: the one who waits for an answer should be the one who ends the connection.
    server.keepAliveTimeout = 75_000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: this.host, exclusive: true }, resolve);
    });
    this.#server?.close();
    this.#server = server;
    this.#port = port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    // Clients that keep their connections would hold it open for long after their last answer.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const patience = setTimeout(() => server.closeAllConnections(), closeMs);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearInterval(idle);
    clearTimeout(patience);
  }

  #handle(request: IncomingMessage, response: ServerResponse, not?: Instance): void {
    const instance = this.#balancer.next(not);
    if (!instance) return refuse(response, 503, 'No healthy instance of this service.');
    const exchange = new Exchange(instance, response);
    this.#exchanges.set(response, exchange);
    const first = not === undefined;
    const give = (agent: Agent | false, xfwd: boolean) => {
      const options = { target: targetOf(instance), agent, headers, xfwd };
      this.#proxy.web(request, response, options, (error: NodeJS.ErrnoException) => {
        if (exchange.over || response.destroyed) return;
        const repeatable = mayRepeat(request, response);
        if (repeatable && agent && exchange.wasTooLate(error)) return give(false, false);
        if (repeatable && first && error.code === 'ECONNREFUSED') {
          exchange.end(502);
          return this.#handle(request, response, instance);
        }
        exchange.failed();
        refuse(response, 502, `The instance of version ${short(instance.version.commit)} did not answer.`);
      });
    };
    // What was given before already says for whom.
    give(instance.connections, first);
  }
}

const headers = { connection: 'keep-alive' };

const targetOf = ({ port }: Instance) => ({ host: '127.0.0.1', port, protocol: 'http:' });

/** A request that changes nothing, has no body and no answer yet can be given again. */
function mayRepeat({ method, headers: sent }: IncomingMessage, { headersSent }: ServerResponse): boolean {
  const safe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  return safe && !sent['content-length'] && !sent['transfer-encoding'] && !headersSent;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' });
  response.end(`${why}\n`);
}
