import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import test from 'ava';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { Agent } from 'node:http';
import { InFlight } from '../../../src/gateway/proxy/in-flight.js';
import { Series } from '../../../src/gateway/proxy/metrics.js';
import { ServiceProxy } from '../../../src/gateway/proxy/service-proxy.js';
import { get, head } from '../../helpers/proxy-bench.js';
import { until } from '../../helpers/until.js';

const requests = [
  get(),
  get('/', 'connection: upgrade, x', 'upgrade: websocket') + 'bytes',
  head('GET / HTTP/1.0'),
  head('OPTIONS * HTTP/1.1', 'host: shop', 'te: trailers', 'connection: te, close'),
  `${head('POST / HTTP/1.1', 'host: shop', 'content-length: 5', 'expect: 100-continue')}bytes`,
  `${head('POST / HTTP/1.1', 'host: shop', 'transfer-encoding: chunked', 'trailer: x')}5\r\nbytes\r\n0\r\nx: 1\r\n\r\n`,
  `${head('POST / HTTP/1.1', 'host: shop', 'connection: upgrade', 'upgrade: h2c', 'content-length: 5')}bytes`,
];
const answers = [
  `${head('HTTP/1.1 200 OK', 'content-length: 5')}bytes`,
  `${head('HTTP/1.1 200 OK', 'transfer-encoding: chunked', 'trailer: y')}5\r\nbytes\r\n0\r\ny: 1\r\n\r\n`,
  `${head('HTTP/1.1 101 Switching Protocols', 'connection: upgrade', 'upgrade: websocket')}bytes`,
  head('HTTP/1.1 100 Continue') + head('HTTP/1.1 204 No Content'),
  `${head('HTTP/1.1 103 Early Hints', 'link: </a>; rel=preload')}${head('HTTP/1.0 200 OK')}bytes`,
  head('HTTP/1.1 304 Not Modified', 'content-length: 9', 'trailer: z'),
];
const pieces = ['\r\n', '\n', '\0', ': ', 'chunked', ', ', 'upgrade', '\x80', '999999', '-1'];
const times = 1_500;
const together = 30;

/** Bytes that are nearly HTTP, and ends of connections, as a seed decides. */
function chance(seed: number) {
  const random = xoroshiro128plus(seed);
  const below = (count: number) => uniformInt(random, 0, count - 1);
  const one = (list: readonly string[]) => list[below(list.length)] ?? '';
  const damaged = (text: string) => {
    const at = below(text.length);
    const kind = below(4);
    if (kind === 0) return text.slice(0, at) + text.slice(at + 1 + below(4));
    if (kind === 1) return text.slice(0, at) + one(pieces) + text.slice(at);
    if (kind === 2) return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
    return text.slice(0, at);
  };
  const nearly = (list: readonly string[]) => {
    let text = one(list);
    for (let left = below(4); left > 0; left--) text = damaged(text) || one(list);
    return text;
  };
  const leave = (socket: Socket) => {
    const ways = [() => socket.end(), () => socket.destroy(), () => socket.resetAndDestroy()];
    ways[below(6)]?.();
    setTimeout(() => socket.destroy(), below(30));
  };
  return { nearly, leave };
}

test('whatever clients and instances send, each request is counted once, and none stays', async (t) => {
  const { nearly, leave } = chance(7);
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .once('data', () => {
        socket.write(nearly(answers), 'latin1');
        leave(socket);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let given = 0;
  const flight = new InFlight((by) => (given += by === 1 ? 1 : 0));
  const labels = { service: 'shop', site: 'site_1', track: 'stable', version: 'abcdef0', instance: 'one' };
  const series = new Series(labels);
  const { port } = server.address() as AddressInfo;
  const connections = new Agent({ keepAlive: true });
  const proxy = new ServiceProxy();
  proxy.route([{ to: { port, commit: 'abcdef0', flight, connections, series }, weight: 1 }]);
  await proxy.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(async () => {
    connections.destroy();
    server.close();
    await proxy.close();
  });
  let done = 0;
  const client = () =>
    new Promise<void>((resolve) => {
      const socket = connect({ port: proxy.port ?? 0, host: '127.0.0.1', allowHalfOpen: true }, () => {
        socket.write(nearly(requests) + nearly(requests), 'latin1');
        leave(socket);
      });
      socket
        .on('error', () => undefined)
        .resume()
        .once('close', () => resolve());
    });
  await Promise.all(
    Array.from({ length: together }, async () => {
      while (done++ < times) await client();
    }),
  );
  await until(() => (flight.count === 0 ? true : undefined));
  t.true(given > 0);
  t.is(series.count, given);
});
