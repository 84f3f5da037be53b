import { Agent } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ExecutionContext } from 'ava';
import { InFlight } from '../../src/gateway/proxy/in-flight.js';
import type { Limits } from '../../src/gateway/proxy/limits.js';
import { Series } from '../../src/gateway/proxy/metrics.js';
import { ServiceProxy } from '../../src/gateway/proxy/service-proxy.js';
import { until } from './until.js';
import { type Wire, wireOn, wireTo } from './wire.js';

/** An instance whose every byte the test writes itself. */
export interface BareInstance {
  readonly port: number;
  readonly commit: string;
  readonly flight: InFlight;
  readonly connections: Agent;
  readonly series: Series;
  /** The next connection that comes to it. */
  next(): Promise<Wire>;
  /** How many have come. */
  readonly count: () => number;
  /** Lets it refuse connections from now on. */
  refuse(): Promise<void>;
  /** Requests counted, by code. */
  codes(): Record<string, number>;
}

export interface ProxyBench {
  readonly proxy: ServiceProxy;
  readonly instances: readonly BareInstance[];
  readonly instance: BareInstance;
  readonly client: () => Wire;
}

/** A proxy before so many instances, all on real sockets. */
export async function proxyBench(
  t: ExecutionContext,
  { count = 1, ...limits }: Partial<Limits> & { count?: number } = {},
): Promise<ProxyBench> {
  const instances = await Promise.all(Array.from({ length: count }, () => bareInstance(t)));
  const proxy = new ServiceProxy(limits);
  proxy.route(instances.map((to) => ({ to, weight: 1 / count })));
  await proxy.listen({ port: 0, host: '127.0.0.1' });
  const clients: Wire[] = [];
  t.teardown(async () => {
    clients.forEach(({ socket }) => socket.destroy());
    await proxy.close();
  });
  const client = () => {
    const wire = wireTo(proxy.port ?? 0);
    clients.push(wire);
    return wire;
  };
  const [instance] = instances;
  if (!instance) throw new Error('a bench has an instance at least');
  return { proxy, instances, instance, client };
}

async function bareInstance(t: ExecutionContext): Promise<BareInstance> {
  const wires: Wire[] = [];
  let taken = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => wires.push(wireOn(socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connections = new Agent({ keepAlive: true });
  t.teardown(() => {
    connections.destroy();
    wires.forEach(({ socket }) => socket.destroy());
    server.close();
  });
  const labels = { service: 'shop', site: 'site_1', track: 'stable', version: 'abcdef0', instance: 'one' };
  const series = new Series(labels);
  return {
    port: (server.address() as AddressInfo).port,
    commit: 'abcdef0',
    flight: new InFlight(),
    connections,
    series,
    next: async () => {
      const wire = await until(() => wires[taken], 10_000);
      taken++;
      return wire;
    },
    count: () => wires.length,
    refuse: () => closed(server),
    codes: () => Object.fromEntries([...series.codes].filter(([, count]) => count > 0)),
  };
}

const closed = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));

export const get = (path = '/', ...fields: string[]) => head(`GET ${path} HTTP/1.1`, 'host: shop', ...fields);

/** A head as it goes over the wire. */
export const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;

/** A whole answer with a body of known length. */
export const answer = (body = 'ok', ...fields: string[]) =>
  `${head('HTTP/1.1 200 OK', `content-length: ${body.length}`, ...fields)}${body}`;

/** The fields of a head, by name in lower case; those that came more than once are joined by a bar. */
export function fieldsOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1)) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    fields[key] = key in fields ? `${fields[key]} | ${value}` : value;
  }
  return fields;
}
