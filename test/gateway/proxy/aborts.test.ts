import test from 'ava';
import { answer, get, head, proxyBench } from '../../helpers/proxy-bench.js';
import { until } from '../../helpers/until.js';

const end = '\r\n\r\n';

for (const [how, leave] of [
  ['resets', 'resetAndDestroy'],
  ['closes', 'destroy'],
] as const) {
  test(`a client that ${how} its connection before the answer ends the request, which is counted as 499`, async (t) => {
    const { client, instance } = await proxyBench(t);
    const asking = client();
    asking.send(get('/slow'));
    const answering = await instance.next();
    await answering.sees(end);
    asking.socket[leave]();
    await answering.ended;
    await until(() => (instance.flight.count === 0 ? true : undefined));
    t.deepEqual(instance.codes(), { 499: 1 });
  });

  test(`a client that ${how} its connection in mid-answer ends the request, which is counted as 499`, async (t) => {
    const { client, instance } = await proxyBench(t);
    const asking = client();
    asking.send(get('/events'));
    const answering = await instance.next();
    await answering.sees(end);
    answering.send(`${head('HTTP/1.1 200 OK', 'transfer-encoding: chunked')}3\r\none\r\n`);
    await asking.sees('one');
    asking.socket[leave]();
    await answering.ended;
    await until(() => (instance.flight.count === 0 ? true : undefined));
    t.deepEqual(instance.codes(), { 499: 1 });
  });
}

test('a client that leaves in mid-body ends the request, which is counted as 499', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'content-length: 10')}half`);
  const answering = await instance.next();
  await answering.sees('half');
  asking.socket.destroy();
  await answering.ended;
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 499: 1 });
});

test('a client that leaves after its answer ends nothing: the connection to the instance is kept', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(answer());
  await asking.sees('ok');
  asking.socket.resetAndDestroy();
  const next = client();
  next.send(get('/next'));
  await answering.sees(/^GET \/next /);
  answering.send(answer());
  await next.sees('ok');
  t.deepEqual(instance.codes(), { 200: 2 });
});

const halves = {
  'of known length': `${head('HTTP/1.1 200 OK', 'content-length: 10')}half`,
  'in chunks': `${head('HTTP/1.1 200 OK', 'transfer-encoding: chunked')}4\r\nhalf\r\n`,
};
for (const [kind, half] of Object.entries(halves)) {
  test(`an answer ${kind} that the instance breaks off is broken off for the client, and counted as 502`, async (t) => {
    const { client, instance } = await proxyBench(t);
    const asking = client();
    asking.send(get());
    const answering = await instance.next();
    await answering.sees(end);
    answering.send(half);
    await asking.sees('half');
    answering.socket.destroy();
    await asking.ended;
    t.is(await asking.sees(/$/), kind === 'in chunks' ? '\r\n' : '');
    await until(() => (instance.flight.count === 0 ? true : undefined));
    t.deepEqual(instance.codes(), { 502: 1 });
  });
}

test('HTTP/1.0 knows the end of an answer by its connection: one that is broken off is reset', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(head('GET / HTTP/1.0'));
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(halves['in chunks']);
  await asking.sees('half');
  answering.socket.destroy();
  t.is(await asking.closed, 'ECONNRESET');
});

test('an instance that says nothing and goes is a 502', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  answering.socket.destroy();
  t.regex(await asking.sees(/did not answer\.\n/), /^HTTP\/1\.1 502 /);
  t.deepEqual(instance.codes(), { 502: 1 });
});

test('an instance may answer before it has got the whole body, and the client sees what it says', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'content-length: 1000000')}half`);
  const answering = await instance.next();
  await answering.sees('half');
  answering.send(head('HTTP/1.1 413 Too Large', 'content-length: 0', 'connection: close'));
  answering.end();
  t.regex(await asking.sees(end), /^HTTP\/1\.1 413 /);
  t.deepEqual(instance.codes(), { 413: 1 });
});

test('requests that are sent without waiting are answered in turn, and all end with their client', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(['/1', '/2', '/3'].map((path) => get(path)).join(''));
  const answering = await Promise.all([1, 2, 3].map(() => instance.next()));
  const paths = await Promise.all(answering.map((one) => one.sees(end)));
  const at = (path: string) => answering[paths.findIndex((seen) => seen.startsWith(`GET ${path} `))];
  at('/2')?.send(answer('second'));
  at('/1')?.send(answer('first'));
  t.regex(await asking.sees('second'), /first[^]*second$/);
  asking.socket.destroy();
  await at('/3')?.ended;
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 200: 2, 499: 1 });

  const hasty = client();
  hasty.send(get('/4') + get('/5'));
  await until(() => (instance.flight.count === 2 ? true : undefined));
  hasty.socket.destroy();
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 200: 2, 499: 3 });
});
