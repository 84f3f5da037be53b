import test from 'ava';
import { answer, get, head, proxyBench } from '../../helpers/proxy-bench.js';

const end = '\r\n\r\n';
const post = `${head('POST / HTTP/1.1', 'host: shop', 'content-length: 4')}body`;
const put = `${head('PUT / HTTP/1.1', 'host: shop', 'content-length: 4')}body`;

test('connections to an instance are kept for requests that could be given again, and only for those', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  const ask = async (request: string, times: number) => {
    asking.send(request);
    const answering = await instance.next();
    await answering.sees(end);
    answering.send(answer());
    await asking.sees('ok');
    for (let i = 1; i < times; i++) {
      asking.send(request);
      await answering.sees(end);
      answering.send(answer());
      await asking.sees('ok');
    }
  };
  await ask(get(), 5);
  await ask(post, 1);
  await ask(post, 1);
  t.is(instance.count(), 3);
});

for (const [name, request] of Object.entries({ GET: get(), PUT: put })) {
  test(`${name} to an instance that refuses the connection is given to all others in turn`, async (t) => {
    const { client, instances } = await proxyBench(t, { count: 3 });
    const [first, second, third] = instances;
    await Promise.all([first?.refuse(), second?.refuse()]);
    const asking = client();
    asking.send(request);
    const answering = await third!.next();
    await answering.sees(name === 'PUT' ? 'body' : end);
    answering.send(answer());
    t.regex(await asking.sees('ok'), /^HTTP\/1\.1 200 /);
    t.deepEqual(
      instances.map((instance) => instance.codes()),
      [{ 502: 1 }, { 502: 1 }, { 200: 1 }],
    );
    t.deepEqual(
      instances.map(({ flight }) => flight.count),
      [0, 0, 0],
    );
  });
}

test('POST to an instance that refuses the connection is given to no other', async (t) => {
  const { client, instances } = await proxyBench(t, { count: 2 });
  const [first, second] = instances;
  await first?.refuse();
  const asking = client();
  asking.send(post);
  t.regex(await asking.sees(end), /^HTTP\/1\.1 502 /);
  t.is(second?.count(), 0);
  t.deepEqual(first?.codes(), { 502: 1 });
});

test('when all refuse, the client is told that none is there', async (t) => {
  const { client, instances } = await proxyBench(t, { count: 2 });
  await Promise.all(instances.map((instance) => instance.refuse()));
  const asking = client();
  asking.send(get());
  t.regex(await asking.sees(end), /^HTTP\/1\.1 503 /);
  t.deepEqual(
    instances.map((instance) => instance.codes()),
    [{ 502: 1 }, { 502: 1 }],
  );
});

test('GET on a kept connection that ends before an answer is given once more, to the same instance', async (t) => {
  const { client, instances } = await proxyBench(t, { count: 2 });
  const [first, second] = instances;
  const asking = client();
  const kept = await exchange(asking, first);
  await exchange(asking, second);
  asking.send(get('/again'));
  await kept.sees('/again');
  kept.socket.resetAndDestroy();
  const fresh = await first!.next();
  await fresh.sees('/again');
  fresh.socket.resetAndDestroy();
  t.regex(await asking.sees(end), /^HTTP\/1\.1 502 /);
  t.is(second?.count(), 1);
  t.deepEqual(first?.codes(), { 200: 1, 502: 1 });
});

test('GET that may have ended an instance is not given to another', async (t) => {
  const { client, instances } = await proxyBench(t, { count: 2 });
  const [first, second] = instances;
  const asking = client();
  const kept = await exchange(asking, first);
  await exchange(asking, second);
  asking.send(get('/deadly'));
  await kept.sees('/deadly');
  const gone = first!.refuse();
  kept.socket.resetAndDestroy();
  await gone;
  t.regex(await asking.sees(end), /^HTTP\/1\.1 502 /);
  t.is(second?.count(), 1);
});

type Bench = Awaited<ReturnType<typeof proxyBench>>;

async function exchange(asking: ReturnType<Bench['client']>, instance?: Bench['instance']) {
  asking.send(get());
  const answering = await instance!.next();
  await answering.sees(end);
  answering.send(answer());
  await asking.sees('ok');
  return answering;
}
