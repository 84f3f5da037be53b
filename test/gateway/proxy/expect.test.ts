import test from 'ava';
import { answer, fieldsOf, get, head, proxyBench } from '../../helpers/proxy-bench.js';

const end = '\r\n\r\n';
const expecting = head('POST / HTTP/1.1', 'host: shop', 'content-length: 4', 'expect: 100-continue');

test('a client that asks first is told to continue when the instance says so', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(expecting);
  const answering = await instance.next();
  t.is(fieldsOf(await answering.sees(end)).expect, '100-continue');
  answering.send(head('HTTP/1.1 100 Continue'));
  t.is(await asking.sees(end), head('HTTP/1.1 100 Continue'));
  asking.send('body');
  await answering.sees('body');
  answering.send(answer());
  t.regex(await asking.sees('ok'), /^HTTP\/1\.1 200 /);
  t.deepEqual(instance.codes(), { 200: 1 });
});

test('a client that asks first is not told to continue when the instance does not want its body', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(expecting);
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(head('HTTP/1.1 401 Unauthorized', 'content-length: 0'));
  const seen = await asking.sees(end);
  t.regex(seen, /^HTTP\/1\.1 401 /);
  t.is(fieldsOf(seen).connection, 'close');
  t.deepEqual(instance.codes(), { 401: 1 });
});

test('hints before an answer reach the client', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(head('HTTP/1.1 103 Early Hints', 'link: </style.css>; rel=preload; as=style'));
  t.regex(
    await asking.sees(end),
    /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/style.css>; rel=preload; as=style\r\n/i,
  );
  answering.send(answer());
  t.regex(await asking.sees('ok'), /^HTTP\/1\.1 200 /);
});
