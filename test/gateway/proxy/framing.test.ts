import test from 'ava';
import { answer, fieldsOf, get, head, proxyBench } from '../../helpers/proxy-bench.js';
import { until } from '../../helpers/until.js';

const end = '\r\n\r\n';
const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: shop\r\n\r\n';

const ambiguous = {
  'two ways of saying its length': ['content-length: 4', 'transfer-encoding: chunked'],
  'two lengths': ['content-length: 4', 'content-length: 5'],
  'a length that is no number': ['content-length: +4'],
  'chunks that are not the last coding': ['transfer-encoding: chunked, identity'],
  'a coding that only looks like chunks': ['transfer-encoding: xchunked'],
  'a line that is folded': ['x-folded: 1', ' transfer-encoding: chunked', 'content-length: 4'],
  'two hosts': ['host: other', 'content-length: 0'],
  'a space before the colon': ['content-length : 4'],
};
for (const [what, fields] of Object.entries(ambiguous)) {
  test(`a request with ${what} is refused, and reaches no instance`, async (t) => {
    const { client, instance } = await proxyBench(t);
    const asking = client();
    asking.send(`${head('POST / HTTP/1.1', 'host: shop', ...fields)}0\r\n\r\n${smuggled}`);
    t.regex(await asking.sees(end), /^HTTP\/1\.1 (400|501) /);
    await asking.ended;
    t.is(instance.count(), 0);
  });
}

test('a chunk without a length breaks the request off', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'transfer-encoding: chunked')}2\r\nok\r\n`);
  const answering = await instance.next();
  await answering.sees('ok');
  asking.send(`nonsense\r\n${smuggled}`);
  t.regex(await asking.sees(end), /^HTTP\/1\.1 400 /);
  await answering.ended;
  t.notRegex(await answering.sees(/$/), /smuggled/);
  await until(() => (instance.flight.count === 0 ? true : undefined));
  t.deepEqual(instance.codes(), { 499: 1 });
});

test('a coding that is not undone on the way is refused', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'transfer-encoding: gzip, chunked')}0\r\n\r\n`);
  t.regex(await asking.sees(end), /^HTTP\/1\.1 501 /);
  t.is(instance.count(), 0);
});

for (const method of ['DELETE', 'OPTIONS', 'GET', 'POST', 'PATCH']) {
  test(`what ${method} has in chunks is a body, and never a request of its own`, async (t) => {
    const { client, instance } = await proxyBench(t);
    const asking = client();
    const size = smuggled.length.toString(16);
    const body = `${size}\r\n${smuggled}\r\n0\r\n\r\n`;
    asking.send(`${head(`${method} / HTTP/1.1`, 'host: shop', 'transfer-encoding: chunked')}${body}`);
    const answering = await instance.next();
    t.is(fieldsOf(await answering.sees(end))['transfer-encoding'], 'chunked');
    t.is(await answering.sees(/\r\n0\r\n\r\n$/), body);
    answering.send(answer());
    await asking.sees('ok');
    t.deepEqual(instance.codes(), { 200: 1 });
  });
}

test('the length of a body cannot be said to be about the connection only', async (t) => {
  const { client, instance } = await proxyBench(t);
  client().send(
    `${head('POST / HTTP/1.1', 'host: shop', 'connection: content-length', 'content-length: 4')}body`,
  );
  const answering = await instance.next();
  t.is(fieldsOf(await answering.sees(end))['content-length'], '4');
  await answering.sees('body');
});

test('an answer to HEAD, and 204 and 304, end with their head, and the connection goes on', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  const answers = [
    ['HEAD', 'HTTP/1.1 200 OK', 'content-length: 5'],
    ['HEAD', 'HTTP/1.1 200 OK', 'transfer-encoding: chunked'],
    ['GET', 'HTTP/1.1 204 No Content', 'x-empty: 1'],
    ['GET', 'HTTP/1.1 304 Not Modified', 'content-length: 5'],
  ];
  const answering = await (async () => {
    asking.send(get('/first'));
    const first = await instance.next();
    await first.sees(end);
    first.send(answer());
    await asking.sees('ok');
    return first;
  })();
  for (const [method, line = '', field = ''] of answers) {
    asking.send(head(`${method} / HTTP/1.1`, 'host: shop'));
    await answering.sees(end);
    answering.send(head(line, field));
    const seen = await asking.sees(end);
    t.true(seen.startsWith(line));
    t.is(seen.includes(field), !field.includes('chunked'), line);
  }
  asking.send(get('/last'));
  await answering.sees('/last');
  answering.send(answer('last'));
  t.regex(await asking.sees('last'), /^HTTP\/1\.1 200 /);
});

test('trailers reach the other end, both ways', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  const fields = ['transfer-encoding: chunked', 'trailer: x-sum'];
  const body = '2\r\nok\r\n0\r\nx-sum: 7\r\n\r\n';
  asking.send(`${head('POST / HTTP/1.1', 'host: shop', 'te: trailers', 'connection: te', ...fields)}${body}`);
  const answering = await instance.next();
  t.like(fieldsOf(await answering.sees(end)), { te: 'trailers', connection: 'te', trailer: 'x-sum' });
  await answering.sees(body);
  answering.send(`${head('HTTP/1.1 200 OK', ...fields)}${body}`);
  t.like(fieldsOf(await asking.sees(end)), { trailer: 'x-sum', 'transfer-encoding': 'chunked' });
  await asking.sees(body);
});

test('a client of HTTP/1.0 gets no chunks, and the end of the connection as the end of the answer', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(head('GET / HTTP/1.0'));
  const answering = await instance.next();
  t.regex(await answering.sees(end), /^GET \/ HTTP\/1\.1\r\nhost: /i);
  answering.send(
    `${head('HTTP/1.1 200 OK', 'transfer-encoding: chunked', 'trailer: x-sum')}2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n`,
  );
  const fields = fieldsOf(await asking.sees(`${end}ok`));
  t.is(fields['transfer-encoding'], undefined);
  t.is(fields.connection, 'close');
  await asking.ended;
  t.deepEqual(instance.codes(), { 200: 1 });
});

test('a client of HTTP/1.0 that asks for it keeps its connection', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  const request = head('GET / HTTP/1.0', 'connection: keep-alive');
  asking.send(request);
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(answer());
  t.is(fieldsOf(await asking.sees('ok')).connection, 'keep-alive');
  asking.send(request);
  await answering.sees(end);
  answering.send(answer('again'));
  await asking.sees('again');
});

test('an answer whose length is not clear is a 502', async (t) => {
  const { client, instance } = await proxyBench(t);
  for (const fields of [['content-length: 4', 'transfer-encoding: chunked'], ['transfer-encoding: gzip']]) {
    const asking = client();
    asking.send(get());
    const answering = await instance.next();
    await answering.sees(end);
    answering.send(head('HTTP/1.1 200 OK', ...fields));
    t.regex(await asking.sees(end), /^HTTP\/1\.1 502 /);
  }
  t.deepEqual(instance.codes(), { 502: 2 });
});
