import test from 'ava';
import { answer, fieldsOf, get, head, proxyBench } from '../../helpers/proxy-bench.js';

const end = '\r\n\r\n';

test('a head that is too large is answered by 431, and reaches no instance', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get('/', `x-large: ${'x'.repeat(20_000)}`));
  t.regex(await asking.sees(end), /^HTTP\/1\.1 431 /);
  await asking.ended;
  t.is(instance.count(), 0);
});

test('no field of a head gets lost, however many there are', async (t) => {
  const { client, instance } = await proxyBench(t);
  client().send(get('/', ...Array.from({ length: 2_500 }, () => 'a:b'), 'x-last: 1'));
  t.is(fieldsOf(await (await instance.next()).sees(end))['x-last'], '1');
});

test('a body that is announced larger than allowed is answered by 413, and reaches no instance', async (t) => {
  const { client, instance } = await proxyBench(t, { maxBody: 10 });
  const asking = client();
  asking.send(head('POST / HTTP/1.1', 'host: shop', 'content-length: 11'));
  t.regex(await asking.sees(/\d+ bytes/), /^HTTP\/1\.1 413 [^]*larger than 10 bytes$/);
  await asking.ended;
  t.is(instance.count(), 0);
});

test('a body that becomes larger than allowed is answered by 413, and the instance sees it break off', async (t) => {
  const { client, instance } = await proxyBench(t, { maxBody: 10 });
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'transfer-encoding: chunked')}6\r\nlarger\r\n`);
  const answering = await instance.next();
  await answering.sees('larger');
  asking.send('6\r\n than \r\n');
  t.regex(await asking.sees(end), /^HTTP\/1\.1 413 /);
  await answering.ended;
  t.deepEqual(instance.codes(), { 413: 1 });
});

test('a body just as large as allowed is handed on', async (t) => {
  const { client, instance } = await proxyBench(t, { maxBody: 10 });
  const asking = client();
  asking.send(
    `${head('POST / HTTP/1.1', 'host: shop', 'transfer-encoding: chunked')}a\r\n0123456789\r\n0\r\n\r\n`,
  );
  const answering = await instance.next();
  await answering.sees('0123456789\r\n0\r\n\r\n');
  answering.send(answer());
  await asking.sees('ok');
  t.deepEqual(instance.codes(), { 200: 1 });
});
