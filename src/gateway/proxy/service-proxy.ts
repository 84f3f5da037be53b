import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { Balancer, type Share } from './balancer.js';
import { watchHalfClose } from './half-close.js';
import { defaults, limit, type Limits, serverOptions } from './limits.js';
import { refusalOf, refuse, refuseBare } from './refusal.js';
import { Relay } from './relay.js';
import { isTunnel, withoutUpgrade } from './upgrade.js';
import type { Upstream } from './upstream.js';

/** How long requests in flight may take when the proxy ends. */
const closeMs = 10_000;

/** The address of a service: hands each request to one of its instances, by weight. */
export class ServiceProxy {
  readonly #balancer = new Balancer<Upstream>();
  #limits: Limits;
  #server?: Server;
  #port?: number;
  #retired = false;
  /** How many requests of a connection have come and are not answered. */
  readonly #unanswered = new WeakMap<Socket, number>();

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  get port(): number | undefined {
    return this.#port;
  }

  /** From now on, requests go to these. Those in flight are not touched. */
  route(shares: readonly Share<Upstream>[]): void {
    this.#balancer.set(shares);
  }

  /** The largest body of a request, in bytes, from now on. */
  limitBody(maxBody = Infinity): void {
    this.#limits = { ...this.#limits, maxBody };
  }

  /** Where clients come in. */
  get listener(): Server | undefined {
    return this.#server;
  }

  /** Listens on a port, or on what another process has listened on, and then no longer on the one before. */
  async listen(at: { readonly port: number; readonly host: string } | Server): Promise<void> {
    const server = this.#create();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, resolve);
    });
    this.#server?.close();
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /**
   * Leaves new connections to another process that listens on the same. Those that are there are served on, each until its next
   * answer. Returns when all have ended.
   */
  retire(): Promise<void> {
    this.#retired = true;
    const server = this.#server;
    // Not http's own close, which would end kept connections over which a request may be on its way.
    return new Promise((resolve) =>
      server ? NetServer.prototype.close.call(server, () => resolve()) : resolve(),
    );
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

  #create(): Server {
    const server = createServer(serverOptions(this.#limits));
    limit(server, this.#limits);
    const handle = (request: IncomingMessage, response: ServerResponse) => this.#handle(request, response);
    // With a listener of its own, Node does not tell clients to continue before an instance does.
    server.on('request', handle).on('checkContinue', handle);
    server.on('upgrade', (request, socket: Socket, head: Buffer) =>
      this.#upgrade(server, request, socket, head),
    );
    server.on('connect', (_request, socket) => refuseBare(socket, 405));
    return server;
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#retired) response.shouldKeepAlive = false;
    const refusal = refusalOf(request, this.#limits.maxBody);
    const { socket } = request;
    const count = (by: number) => this.#unanswered.set(socket, (this.#unanswered.get(socket) ?? 0) + by);
    // Node tells only the answer whose turn it is, not those that wait behind it.
    const gone = () => response.closed || response.emit('close');
    count(1);
    socket.once('close', gone);
    response.once('close', () => {
      count(-1);
      socket.off('close', gone);
    });
    if (refusal) return refuse(response, ...refusal);
    const relay = new Relay(request, response, { balancer: this.#balancer, maxBody: this.#limits.maxBody });
    response.on('timeout', () => {
      if (socket.writableLength > 0) response.destroy();
      else if (relay.waitsForBody) refuse(response, 408, 'The rest of the request did not come.');
      else socket.setTimeout(this.#limits.stallMs);
    });
    watchHalfClose(request, response);
    relay.start();
  }

  #upgrade(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
    // The answers before it would have to be waited for, which no client asks for.
    if (this.#unanswered.get(socket)) return void socket.destroy();
    if (!isTunnel(request)) {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit('connection', socket);
      return;
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.end());
    socket.setTimeout(0).on('error', () => socket.destroy());
    const ends = { socket, head };
    new Relay(request, response, { balancer: this.#balancer, maxBody: Infinity, ends }).start();
  }
}
