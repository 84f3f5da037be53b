import test from 'ava';
import { answer, get, head, proxyBench } from '../../helpers/proxy-bench.js';

const end = '\r\n\r\n';

test('a client that ends its side still gets its answer', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  asking.end();
  const answering = await instance.next();
  await answering.sees(end);
  // It is asked whether it is still there by an interim answer, which every client skips.
  await asking.sees(head('HTTP/1.1 100 Continue'));
  answering.send(answer());
  t.regex(await asking.sees(/ok$/), /HTTP\/1\.1 200 OK\r\n/);
  await asking.ended;
  t.deepEqual(instance.codes(), { 200: 1 });
});

test('a client of HTTP/1.0 that ends its side gets its answer, and nothing before', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(head('GET / HTTP/1.0'));
  asking.end();
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(answer());
  t.regex(await asking.sees(/ok$/), /^HTTP\/1\.1 200 OK\r\n/);
  await asking.ended;
});

test('a client that ends its side after a body still gets its answer', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'content-length: 4')}body`);
  asking.end();
  const answering = await instance.next();
  await answering.sees('body');
  answering.send(answer());
  await asking.sees(/ok$/);
  t.deepEqual(instance.codes(), { 200: 1 });
});
