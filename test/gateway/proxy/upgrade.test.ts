import test from 'ava';
import { answer, fieldsOf, get, head, proxyBench } from '../../helpers/proxy-bench.js';
import { until } from '../../helpers/until.js';
import type { Wire } from '../../helpers/wire.js';

const end = '\r\n\r\n';
const asks = (protocol = 'websocket', ...fields: string[]) =>
  get(
    '/socket',
    `connection: keep-alive, Upgrade`,
    `upgrade: ${protocol}`,
    'sec-websocket-key: a',
    ...fields,
  );
const agrees = (protocol = 'websocket') =>
  head(
    'HTTP/1.1 101 Switching Protocols',
    'connection: upgrade',
    `upgrade: ${protocol}`,
    'sec-websocket-accept: b',
  );

async function echo(from: Wire, to: Wire, text: string): Promise<void> {
  from.send(text);
  await to.sees(text);
  to.send(text.toUpperCase());
  await from.sees(text.toUpperCase());
}

for (const protocol of ['websocket', 'of-my-own/7']) {
  test(`a connection that becomes ${protocol} carries bytes both ways, and counts once, as 101`, async (t) => {
    const { client, instance } = await proxyBench(t);
    const asking = client();
    asking.send(asks(protocol));
    const answering = await instance.next();
    const asked = fieldsOf(await answering.sees(end));
    t.like(asked, { connection: 'upgrade', upgrade: protocol, 'sec-websocket-key': 'a', host: 'shop' });
    t.is(asked['x-forwarded-for'], '127.0.0.1');
    answering.send(`${agrees(protocol)}first`);
    const agreed = await asking.sees(`${end}first`);
    t.regex(agreed, /^HTTP\/1\.1 101 /);
    t.like(fieldsOf(agreed), { connection: 'upgrade', upgrade: protocol, 'sec-websocket-accept': 'b' });
    await echo(asking, answering, 'hello');
    t.is(instance.flight.count, 1);
    asking.socket.destroy();
    await answering.ended;
    answering.end();
    await until(() => (instance.flight.count === 0 ? true : undefined));
    t.deepEqual(instance.codes(), { 101: 1 });
  });
}

test('it lives across a change of weights that gives its instance nothing more', async (t) => {
  const { proxy, client, instances } = await proxyBench(t, { count: 2 });
  const [first, second] = instances;
  const asking = client();
  asking.send(asks());
  const answering = await first!.next();
  await answering.sees(end);
  answering.send(agrees());
  await asking.sees(end);
  await echo(asking, answering, 'before');
  proxy.route([{ to: second!, weight: 1 }]);
  await echo(asking, answering, 'after');
  t.is(first?.flight.count, 1);
  answering.socket.destroy();
  await asking.ended;
});

test('each side may end before the other', async (t) => {
  const { client, instance } = await proxyBench(t);
  for (const which of ['client', 'instance']) {
    const asking = client();
    asking.send(asks());
    const answering = await instance.next();
    await answering.sees(end);
    answering.send(agrees());
    await asking.sees(end);
    const [one, other] = which === 'client' ? [asking, answering] : [answering, asking];
    one.end();
    await other.ended;
    other.send('still');
    await one.sees('still');
    other.end();
    await one.closed;
  }
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 101: 2 });
});

test('what breaks on one side is broken off on the other', async (t) => {
  const { client, instance } = await proxyBench(t);
  for (const which of ['client', 'instance']) {
    const asking = client();
    asking.send(asks());
    const answering = await instance.next();
    await answering.sees(end);
    answering.send(agrees());
    await asking.sees(end);
    const [one, other] = which === 'client' ? [asking, answering] : [answering, asking];
    one.socket.resetAndDestroy();
    await Promise.race([other.ended, other.closed]);
  }
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.pass();
});

test('an instance that does not agree answers as to any request', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(asks());
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(head('HTTP/1.1 403 Forbidden', 'content-length: 2') + 'no');
  t.regex(await asking.sees(`${end}no`), /^HTTP\/1\.1 403 /);
  await asking.ended;
  t.deepEqual(instance.codes(), { 403: 1 });
});

test('a client that leaves before the instance agrees is counted as 499', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(asks());
  const answering = await instance.next();
  await answering.sees(end);
  asking.socket.resetAndDestroy();
  await answering.ended;
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 499: 1 });
});

test('an offer of HTTP/2 is not handed on, and the connection goes on in HTTP/1.1', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  const offer = ['connection: Upgrade, HTTP2-Settings', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQAAP__'];
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', ...offer, 'content-length: 4')}bo`);
  asking.send('dy');
  const posted = await instance.next();
  const seen = fieldsOf(await posted.sees(end));
  t.is(seen.upgrade, undefined);
  t.is(seen['http2-settings'], undefined);
  await posted.sees('body');
  posted.send(answer());
  await asking.sees('ok');
  asking.send(get('/next'));
  const next = await instance.next();
  await next.sees('/next');
  next.send(answer('next'));
  await asking.sees('next');
  t.deepEqual(instance.codes(), { 200: 2 });
});

test('an instance that changes the protocol unasked is a 502, and CONNECT is refused', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(agrees());
  t.regex(await asking.sees(end), /^HTTP\/1\.1 502 /);
  const connecting = client();
  connecting.send(head('CONNECT shop:80 HTTP/1.1', 'host: shop:80'));
  t.regex(await connecting.sees(end), /^HTTP\/1\.1 405 /);
  t.deepEqual(instance.codes(), { 502: 1 });
});

test('a connection cannot change its protocol while an answer is due on it', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get('/slow') + asks());
  await asking.ended;
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 499: 1 });
  t.true(instance.count() <= 1);
});
