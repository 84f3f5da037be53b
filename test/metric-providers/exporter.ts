import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PollOf } from '../contracts/metric-provider.js';
import type { History } from '../../src/metric-providers/scrape/history.js';

/** A series of requests as the agents count them. */
export interface Of {
  readonly site: string;
  readonly track: 'stable' | 'canary';
  readonly version: string;
  readonly instance: string;
  readonly service?: string;
}

/** How the exporter answers: with its counters, or with one of the ways in which exporters go wrong. */
export type Manner =
  'counters' | 'hang' | 'html' | '401' | '500' | 'garbage' | 'cut-off' | 'cut-histogram' | 'trickle';

const edges = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  readonly labels: string;
  readonly codes: Map<string, number>;
  readonly buckets: number[];
  count: number;
}

/** A small exporter of one process on loopback, serving exact counters as Prometheus text at `/metrics`. */
export class Exporter {
  manner: Manner = 'counters';
  readonly #series = new Map<string, Series>();
  /** What it answers about the past of `cart`; nothing was deployed there when it is absent. */
  history?: History;
  readonly #gauges = new Map<string, number>();
  readonly #server = createServer((request, response) => {
    this.authorization = request.headers.authorization;
    const path = request.url?.split('?')[0];
    if (path === '/metrics') return this.#answer(response, this.text());
    const history = path === '/v1/services/cart/history' ? this.history : undefined;
    if (history) this.#answer(response, JSON.stringify(history));
    else response.writeHead(404).end();
  });
  /** Of the last request. */
  authorization: string | undefined;

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Counts `times` requests that were answered with `code` after `seconds`. */
  count(of: Of, times: number, code = 200, seconds = 0.02) {
    const labels = labelsOf(of);
    const series = this.#series.get(labels) ?? {
      labels,
      codes: new Map<string, number>(),
      buckets: edges.map(() => 0),
      count: 0,
    };
    this.#series.set(labels, series);
    series.codes.set(String(code), (series.codes.get(String(code)) ?? 0) + times);
    series.count += times;
    edges.forEach((edge, i) => {
      if (seconds <= edge) series.buckets[i] = (series.buckets[i] ?? 0) + times;
    });
  }

  /** Sets another number of an instance, as that of its memory. */
  tell(of: Of, name: string, value: number) {
    this.#gauges.set(`${name}{${labelsOf(of)}}`, value);
  }

  /** As when the process starts again: nothing has been counted. */
  reset() {
    this.#series.clear();
  }

  text(): string {
    const requests = [...this.#series.values()].flatMap(({ labels, codes }) =>
      [...codes].map(([code, count]) => `http_requests_total{${labels},code="${code}"} ${count}`),
    );
    const durations = [...this.#series.values()].flatMap(({ labels, buckets, count }) =>
      [...edges.map(String), '+Inf'].map(
        (le, i) => `http_request_duration_seconds_bucket{${labels},le="${le}"} ${buckets[i] ?? count}`,
      ),
    );
    const gauges = [...this.#gauges].map(([series, value]) => `${series} ${value}`);
    return ['# TYPE http_requests_total counter', ...requests, ...durations, ...gauges, 'up 1', ''].join(
      '\n',
    );
  }

  #answer(response: ServerResponse, text: string) {
    const answers: Readonly<Record<Manner, () => void>> = {
      counters: () => response.end(text),
      hang: () => {},
      html: () => response.end('<!doctype html><title>Sign in</title>\n'),
      '401': () => response.writeHead(401).end('{}\n'),
      '500': () => response.writeHead(500).end('http_requests_total 1\n'),
      garbage: () => response.end(`${text}what is this?\n`),
      'cut-off': () => response.end(text.slice(0, -4)),
      'cut-histogram': () => response.end(`${text.split('\n').slice(0, -4).join('\n')}\n`),
      // Headers and a first part at once, and then no more.
      trickle: () => response.writeHead(200).write(text.slice(0, 40)),
    };
    answers[this.manner]();
  }
}

/** The history that an agent would have of these polls. */
export function historyOf(polls: readonly PollOf[], interval = 5_000): History {
  const took = (requests: number, seconds: number) =>
    [...edges, Infinity].map((edge, i) => (seconds <= edge && seconds > (edges[i - 1] ?? 0) ? requests : 0));
  const rows = polls.flatMap((poll, i) => {
    if (poll === 'missed') return [];
    const instances = Object.entries(poll).map(([instance, { requests, errors = 0, seconds = 0.02 }]) => {
      return [instance, [requests, errors, took(requests, seconds)]] as const;
    });
    return [[(i + 1) * interval, Object.fromEntries(instances)] as const];
  });
  return { interval, edges: [...edges, null], rows };
}

const labelsOf = ({ service = 'cart', site, track, version, instance }: Of) =>
  Object.entries({ service, site, track, version, instance })
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
