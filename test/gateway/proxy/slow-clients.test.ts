import test from 'ava';
import { get, head, proxyBench } from '../../helpers/proxy-bench.js';
import { until } from '../../helpers/until.js';

const end = '\r\n\r\n';

test('a head that does not come to its end is answered by 408, and reaches no instance', async (t) => {
  const { client, instance } = await proxyBench(t, { headMs: 100 });
  const asking = client();
  asking.send('GET / HTTP/1.1\r\nhost: shop\r\nx-slow: ');
  t.regex(await asking.sees(end), /^HTTP\/1\.1 408 /);
  await asking.ended;
  t.is(instance.count(), 0);
  t.deepEqual(instance.codes(), {});
});

test('a body that stands still is answered by 408, and the instance is free again', async (t) => {
  const { client, instance } = await proxyBench(t, { stallMs: 100 });
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'content-length: 10')}half`);
  const answering = await instance.next();
  await answering.sees('half');
  t.regex(await asking.sees(end), /^HTTP\/1\.1 408 /);
  await answering.ended;
  t.deepEqual(instance.codes(), { 408: 1 });
});

test('a client that takes nothing of its answer is given up, and the instance is free again', async (t) => {
  const { client, instance } = await proxyBench(t, { stallMs: 200 });
  const asking = client();
  asking.socket.pause();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(head('HTTP/1.1 200 OK', 'content-length: 60000000'));
  answering.socket.write(Buffer.alloc(60_000_000));
  await answering.ended;
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 499: 1 });
});

test('an instance may take as long as it wants', async (t) => {
  const { client, instance } = await proxyBench(t, { stallMs: 20, headMs: 20 });
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  // Other clients are given up twice meanwhile, so this one has been looked at.
  for (let i = 0; i < 2; i++) await client().ended;
  answering.send(head('HTTP/1.1 200 OK', 'transfer-encoding: chunked'));
  await asking.sees(end);
  for (let i = 0; i < 2; i++) await client().ended;
  answering.send('2\r\nok\r\n0\r\n\r\n');
  await asking.sees('0\r\n\r\n');
  t.deepEqual(instance.codes(), { 200: 1 });
});
