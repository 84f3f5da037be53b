import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { handOn, nameOf, pour } from './answer.js';
import type { Balancer } from './balancer.js';
import { Exchange } from './exchange.js';
import { handOnInterim } from './interim.js';
import { refuse, tooLarge } from './refusal.js';
import { hasBody, isIdempotent, isRepeatable, requestHead } from './request-head.js';
import { type Ends, tunnel } from './tunnel.js';
import type { Upstream } from './upstream.js';

/** A connection for one request only. */
const single = new Agent({ keepAlive: false });

/** Node's own limit is meant for requests; answers may carry many cookies. */
const maxAnswerHead = 65_536;

export interface RelaySetup {
  readonly balancer: Balancer<Upstream>;
  readonly maxBody: number;
  /** Of a client that asks for another protocol. */
  readonly ends?: Ends;
}

/** One request on its way: to an instance and, when that refuses the connection, to another. */
export class Relay {
  readonly #tried = new Set<Upstream>();
  #to?: ClientRequest;
  #perhapsSeen = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly setup: RelaySetup,
  ) {}

  start(): void {
    const upstream = this.setup.balancer.next(this.#tried);
    if (!upstream) return refuse(this.response, 503, 'No healthy instance of this service.');
    this.#tried.add(upstream);
    const exchange = new Exchange(upstream, this.response);
    const kept = isRepeatable(this.request) && !this.setup.ends;
    this.#give(exchange, kept ? upstream.connections : single);
  }

  /** Whether it is the client whose bytes are being waited for. */
  get waitsForBody(): boolean {
    return !this.request.complete && !this.response.headersSent && !this.#to?.writableNeedDrain;
  }

  #give(exchange: Exchange, agent: Agent): void {
    const { request, response, setup } = this;
    const to = this.#open(exchange, agent);
    if (!to) return refuse(response, 400, 'The request cannot be handed on as it is.');
    let answered = false;
    const answer = (how: () => void) => () => {
      answered = true;
      how();
    };
    to.once('response', (from) => answer(() => handOn(from, response, exchange))());
    to.once('upgrade', (from, socket, head) =>
      answer(() => tunnel({ from, socket, head }, setup.ends, response, exchange))(),
    );
    handOnInterim(to, response);
    to.on('error', (error: NodeJS.ErrnoException) => {
      if (answered || response.destroyed || response.writableEnded) return;
      answered = true;
      this.#failed(exchange, agent, error);
    });
    response.once('close', () => {
      if (!response.writableFinished || !request.complete) to.destroy();
    });
    this.#send(to);
  }

  #open({ upstream }: Exchange, agent: Agent): ClientRequest | undefined {
    const { ends } = this.setup;
    try {
      const head = requestHead(this.request, upstream, ends && this.request.headers.upgrade);
      const halfOpen = ends && { allowHalfOpen: true };
      return (this.#to = httpRequest({ ...head, agent, maxHeaderSize: maxAnswerHead, ...halfOpen }));
    } catch {
      return undefined;
    }
  }

  /** Nothing of a body is taken from the client before there is somebody to give it to. */
  #send(to: ClientRequest): void {
    if (!hasBody(this.request)) {
      to.end();
      return;
    }
    const begin = () => {
      this.#limit(to);
      pour(this.request, to);
    };
    to.once('socket', (socket) => (socket.connecting ? socket.once('connect', begin) : begin()));
    // An instance that breaks off in mid-body may have answered; the rest is for nobody.
    to.once('close', () => this.#to === to && this.request.resume());
  }

  #limit(to: ClientRequest): void {
    const { maxBody } = this.setup;
    let size = 0;
    if (maxBody === Infinity) return;
    this.request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBody || this.response.headersSent) return;
      refuse(this.response, ...tooLarge(maxBody));
      to.destroy();
    });
  }

  /**
   * A kept connection that ends before the first byte of an answer was most likely closed before the request came, but
   * an instance that dies of the request looks the same. So only what changes nothing is given again, once, and to the
   * same instance: what may have ended one is not tried on the others.
   */
  #failed(exchange: Exchange, agent: Agent, error: NodeJS.ErrnoException): void {
    const tooLate = agent !== single && this.#to?.reusedSocket && error.code === 'ECONNRESET';
    if (tooLate) {
      this.#perhapsSeen = true;
      return this.#give(exchange, single);
    }
    if (error.code === 'ECONNREFUSED' && isIdempotent(this.request) && !this.#perhapsSeen) {
      exchange.refused();
      return this.start();
    }
    exchange.failed();
    refuse(this.response, 502, `${nameOf(exchange)} did not answer.`);
  }
}
