import type { Socket } from 'node:net';
import test from 'ava';
import { get, head, proxyBench } from '../../helpers/proxy-bench.js';
import { until } from '../../helpers/until.js';

const end = '\r\n\r\n';
const megabyte = 1_000_000;

test('an answer reaches the client as it comes: head, chunk by chunk, end', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  answering.send(head('HTTP/1.1 200 OK', 'transfer-encoding: chunked'));
  await asking.sees(end);
  answering.send('3\r\none\r\n');
  await asking.sees('3\r\none\r\n');
  answering.send('3\r\ntwo\r\n');
  await asking.sees('3\r\ntwo\r\n');
  answering.send('0\r\n\r\n');
  await asking.sees('0\r\n\r\n');
  t.deepEqual(instance.codes(), { 200: 1 });
});

test('a body reaches the instance as it comes: head, chunk by chunk, end', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.send(head('POST / HTTP/1.1', 'host: shop', 'transfer-encoding: chunked'));
  const answering = await instance.next();
  await answering.sees(end);
  asking.send('3\r\none\r\n');
  await answering.sees('3\r\none\r\n');
  asking.send('3\r\ntwo\r\n');
  await answering.sees('3\r\ntwo\r\n');
  asking.send('0\r\n\r\n');
  await answering.sees('0\r\n\r\n');
  answering.send(head('HTTP/1.1 204 No Content'));
  t.regex(await asking.sees(end), /^HTTP\/1\.1 204 /);
});

test('an answer that nobody reads is not taken from the instance', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  asking.socket.pause();
  asking.send(get());
  const answering = await instance.next();
  await answering.sees(end);
  const size = 60 * megabyte;
  answering.send(head('HTTP/1.1 200 OK', `content-length: ${size}`));
  const { taken } = pump(answering.socket, size);
  // What has been taken is in the buffers of the system, and hardly in the proxy's.
  t.true((await settled(taken)) < size / 2);
  let read = 0;
  asking.socket.on('data', (chunk) => (read += chunk.length)).resume();
  await until(() => (read > size ? true : undefined));
});

test('a body that the instance does not read is not taken from the client', async (t) => {
  const { client, instance } = await proxyBench(t);
  const asking = client();
  const size = 60 * megabyte;
  asking.send(head('PUT / HTTP/1.1', 'host: shop', `content-length: ${size}`));
  const answering = await instance.next();
  await answering.sees(end);
  answering.socket.pause();
  const { taken } = pump(asking.socket, size);
  t.true((await settled(taken)) < size / 2);
  let read = 0;
  answering.socket.on('data', (chunk) => (read += chunk.length)).resume();
  await until(() => (read >= size ? true : undefined));
});

/** Writes so many bytes, as fast as they are taken. */
function pump(socket: Socket, size: number): { readonly taken: () => number } {
  const piece = Buffer.alloc(65_536);
  let given = 0;
  const go = () => {
    while (given < size) {
      const next = piece.subarray(0, size - given);
      given += next.length;
      if (!socket.write(next)) return void socket.once('drain', go);
    }
  };
  go();
  return { taken: () => given };
}

/** A number that has been the same ten times. */
function settled(ask: () => number): Promise<number> {
  let last = -1;
  let same = 0;
  return until(() => {
    const now = ask();
    same = now === last ? same + 1 : 0;
    last = now;
    return same >= 10 ? now : undefined;
  });
}
