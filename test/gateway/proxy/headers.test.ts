import test from 'ava';
import { answer, fieldsOf, get, head, proxyBench } from '../../helpers/proxy-bench.js';

const end = '\r\n\r\n';

test('what is about one connection is dropped on the way to the instance', async (t) => {
  const { client, instance } = await proxyBench(t);
  client().send(
    get(
      '/',
      'Connection: keep-alive, X-Private , close-not, host, Content-Length',
      'Keep-Alive: timeout=9',
      'X-Private: 1',
      'TE: gzip, trailers;q=0.5',
      'Upgrade: something',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic eA==',
      'Proxy-Anything: 1',
      'X-Kept: one',
      'X-Kept: two',
    ),
  );
  const seen = fieldsOf(await (await instance.next()).sees(end));
  t.deepEqual(Object.keys(seen).sort(), [
    'connection',
    'host',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-kept',
  ]);
  t.like(seen, { host: 'shop', 'x-kept': 'one | two', connection: 'keep-alive' });
});

test('what is about one connection is dropped on the way to the client', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  const fields = [
    'Connection: keep-alive, X-Private',
    'Keep-Alive: timeout=1, max=7',
    'X-Private: 1',
    'Proxy-Authenticate: Basic',
    'Upgrade: h2c',
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
    'X-Merganser-Version: forged',
  ];
  answering.send(answer('ok', ...fields));
  const { date, ...seen } = fieldsOf(await asking.sees(`${end}ok`));
  t.truthy(date);
  t.deepEqual(seen, {
    'set-cookie': 'a=1 | b=2',
    'content-length': '2',
    'x-merganser-version': 'abcdef',
    connection: 'keep-alive',
    'keep-alive': 'timeout=75',
  });
});

test('an instance learns for whom it is asked, and by whom before', async (t) => {
  const { client, instance } = await proxyBench(t);
  client().send(get());
  const first = fieldsOf(await (await instance.next()).sees(end));
  t.like(first, { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'shop' });
  client().send(
    get(
      '/',
      'x-forwarded-for: 203.0.113.7',
      'x-forwarded-proto: https',
      'x-forwarded-host: shop.example.com',
    ),
  );
  const second = fieldsOf(await (await instance.next()).sees(end));
  t.like(second, {
    'x-forwarded-for': '203.0.113.7, 127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example.com',
  });
});

test('for whom it is asked is said once, also to the second instance that is tried', async (t) => {
  const { client, instances } = await proxyBench(t, { count: 2 });
  const [first, second] = instances;
  await first?.refuse();
  client().send(get('/', 'x-forwarded-for: 203.0.113.7'));
  const seen = fieldsOf(await (await second!.next()).sees(end));
  t.is(seen['x-forwarded-for'], '203.0.113.7, 127.0.0.1');
});

test('a request may name the whole URL, which says the host', async (t) => {
  const { client, instance } = await proxyBench(t);
  client().send(head('GET http://shop.example.com/a?b HTTP/1.1', 'host: other'));
  const seen = await (await instance.next()).sees(end);
  t.regex(seen, /^GET \/a\?b HTTP\/1\.1\r\n/);
  t.is(fieldsOf(seen).host, 'shop.example.com');
});
