import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { flow } from '../../demo/traffic/flow.js';
import { Tally } from '../../demo/traffic/tally.js';

async function listening(t: ExecutionContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function after(requests: number, url: string, tally: Tally) {
  const stop = flow(url, 400, tally);
  while (tally.counts.sent < requests) await sleep(5);
  stop();
}

test('what the service answers is its own doing, whatever the status', async (t) => {
  let asked = 0;
  const url = await listening(t, (_request, response) => {
    asked += 1;
    response.writeHead(asked % 4 === 0 ? 500 : 200, { 'x-merganser-version': 'abcdef' }).end('x');
  });
  const tally = new Tally();
  const stop = flow(url, 400, tally);
  while (tally.counts.failedByService < 25) await sleep(5);
  const { lostByMerganser } = tally.counts;
  stop();
  t.is(lostByMerganser, 0);
  t.true(asked >= 100, `25 of ${asked}`);
});

test('what the proxy answers in its place is lost', async (t) => {
  const url = await listening(t, (_request, response) => response.writeHead(502).end('x'));
  const tally = new Tally();
  const stop = flow(url, 400, tally);
  while ((tally.counts.reasons['status 502 from the proxy'] ?? 0) < 20) await sleep(5);
  stop();
  t.is(tally.counts.failedByService, 0);
  t.true(tally.counts.lostByMerganser >= 20);
});

test('connections refused, reset and broken off are lost, once each', async (t) => {
  const breaking = await listening(t, (request, response) => {
    if (request.url === '/prices') return void request.socket.destroy();
    response.writeHead(200, { 'x-merganser-version': 'abcdef', 'content-length': '10' });
    response.write('half', () => request.socket.destroy());
  });
  const broken = new Tally();
  const stop = flow(breaking, 400, broken);
  while (broken.counts.lostByMerganser < 30) await sleep(5);
  stop();
  const { sent, lostByMerganser } = broken.counts;
  t.true(lostByMerganser <= sent, `${lostByMerganser} lost of ${sent}`);

  const refused = new Tally();
  await after(20, 'http://127.0.0.1:9', refused);
  t.true(Object.keys(refused.counts.reasons).every((reason) => /ECONNREFUSED|socket hang up/.test(reason)));
});

test('the rate is kept, however slow the answers are', async (t) => {
  const url = await listening(t, (_request, response) => void setTimeout(() => response.end(), 300));
  const tally = new Tally();
  const begun = performance.now();
  await after(200, url, tally);
  const seconds = (performance.now() - begun) / 1000;
  // Had each request waited for the answer before it, they had taken a minute.
  t.true(seconds > 0.45 && seconds < 20, `200 requests at 400/s took ${seconds} s`);
});
