import { connect } from 'node:net';
import test from 'ava';
import { agentBench } from '../helpers/agent-bench.js';
import { requests, samples } from '../helpers/counters.js';
import { steadyTraffic } from '../helpers/steady-traffic.js';
import { until } from '../helpers/until.js';

test.serial(
  'no request is lost while a version is rolled out and back under load, and all are counted',
  async (t) => {
    const { agent, repository } = await agentBench(t);
    const [old, next] = [await repository.commit(slow), await repository.commit({ ...slow, instances: 2 })];
    const { port } = await agent.reach('shop', { generation: 1, stable: old });
    const traffic = steadyTraffic(`http://127.0.0.1:${port}/`, 200);
    await until(() => (traffic.answered() > 200 ? true : undefined));
    for (const base of [10, 20]) {
      await agent.reach('shop', { generation: base, stable: old, canary: next, weight: 0.5 });
      await agent.reach('shop', { generation: base + 1, stable: next });
      await agent.reach('shop', { generation: base + 2, stable: old });
    }
    const { sent, failed } = await traffic.stop();
    t.deepEqual(failed, []);
    const text = await agent.metrics();
    t.is(requests(text), sent);
    t.is(requests(text, { code: '200' }), sent);
    for (const track of ['canary', 'stable'])
      t.true(requests(text, { track, version: next.commit }) > 50, track);
  },
);

test.serial('the canary gets its share, and its counters begin anew when it is promoted', async (t) => {
  const { agent, repository, ask } = await agentBench(t);
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  await agent.reach('shop', { generation: 1, stable });
  const { instances } = await agent.reach('shop', { generation: 2, stable, canary, weight: 0.25 });
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask()));
  const versions = answers.map((answer) => answer.headers.get('x-merganser-version'));
  t.is(versions.filter((version) => version === canary.commit.slice(0, 6)).length, 10);
  t.is(requests(await agent.metrics(), { track: 'canary', version: canary.commit, code: '200' }), 10);
  const after = await agent.reach('shop', { generation: 3, stable: canary });
  t.is(after.instances[0]?.pid, instances.find(({ track }) => track === 'canary')?.pid);
  t.is(after.instances[0]?.track, 'stable');
  t.is(requests(await agent.metrics(), { track: 'stable', version: canary.commit }), 0);
  await ask();
  t.is(requests(await agent.metrics(), { track: 'stable', version: canary.commit }), 1);
  t.is(requests(await agent.metrics(), { track: 'canary', version: canary.commit }), 10);
});

test.serial(
  'a canary that nobody renews loses its requests, and gets them back when it is put again',
  async (t) => {
    const { agent, repository } = await agentBench(t);
    const [stable, canary] = [await repository.commit(), await repository.commit()];
    await agent.reach('shop', { generation: 1, stable });
    const wanted = { generation: 2, stable, canary, weight: 0.5 };
    await agent.reach('shop', { ...wanted, ttlMs: 300 });
    const expired = await until(async () => {
      const state = await agent.state('shop');
      return state.ttlExpired ? state : undefined;
    });
    t.is(expired.weight, 0);
    t.deepEqual(expired.instances.map(({ track }) => track).sort(), ['canary', 'stable']);
    const renewed = await agent.reach('shop', { ...wanted, ttlMs: 60_000 });
    t.like(renewed, { weight: 0.5, ttlExpired: false, progress: 'settled' });
  },
);

test.serial('an instance that breaks off counts as 502, a client that goes away as 499', async (t) => {
  const { agent, repository, ask } = await agentBench(t);
  const { port } = await agent.reach('shop', { generation: 1, stable: await repository.commit() });
  await t.throwsAsync((await ask('/break-off')).text());
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /hang HTTP/1.1\r\nhost: shop\r\n\r\n'));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
  await until(async () => (requests(await agent.metrics(), { code: '499' }) === 1 ? true : undefined));
  t.is((await ask('/error')).status, 500);
  const text = await agent.metrics();
  t.deepEqual(
    ['200', '499', '500', '502'].map((code) => requests(text, { code })),
    [0, 1, 1, 1],
  );
  const histogram = samples(text).filter(({ name }) => name.startsWith('http_request_duration_seconds'));
  t.is(histogram.find(({ labels }) => labels.le === '+Inf')?.value, 3);
  t.is(histogram.find(({ name }) => name.endsWith('_count'))?.value, 3);
});

test.serial(
  'a GET that an instance refuses is given to another; with none left the answer is an error',
  async (t) => {
    const { agent, repository, ask } = await agentBench(t);
    const stable = await repository.commit({ instances: 2 });
    await agent.reach('shop', { generation: 1, stable });
    await (await ask('/go-deaf')).text();
    await until(async () => {
      const { instances } = await agent.state('shop');
      const refused = await Promise.all(instances.map(({ port }) => refuses(port)));
      return refused.includes(true) ? true : undefined;
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask()));
    t.deepEqual(
      answers.map(({ status }) => status),
      Array.from({ length: 10 }, () => 200),
    );
    t.is(requests(await agent.metrics(), { code: '502' }), 5);
    await (await ask('/go-deaf')).text();
    t.true((await ask()).status >= 502);
  },
);

/** Whether nobody listens there any more: a connection may still be taken for a moment, and reset. */
const refuses = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });

test.serial(
  'a request that comes as its connection is being closed is answered, and counted once',
  async (t) => {
    const { agent, repository, ask } = await agentBench(t);
    await agent.reach('shop', { generation: 1, stable: await repository.commit() });
    const answers: number[] = [];
    for (let i = 0; i < 100; i += 1) answers.push((await ask('/last')).status, (await ask()).status);
    t.deepEqual([...new Set(answers)], [200]);
    t.is(requests(await agent.metrics(), { code: '200' }), 200);
    t.is(requests(await agent.metrics(), { code: '502' }), 0);
  },
);

test.serial('an instance that answers nonsense harms only itself', async (t) => {
  const { agent, repository, ask } = await agentBench(t);
  const { port } = await agent.reach('shop', { generation: 1, stable: await repository.commit() });
  t.is((await ask('/nonsense')).status, 502);
  for (const raw of ['GET http://x/ HTTP/1.1', 'OPTIONS * HTTP/1.1', 'GET //a/../b HTTP/1.0']) {
    t.regex(await rawAnswer(port, `${raw}\r\nhost: shop\r\nconnection: close\r\n\r\n`), /^HTTP\/1\.1 200 /);
  }
  const upgrade = 'GET / HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
  t.regex(await rawAnswer(port, upgrade), /^HTTP\/1\.1 200 /);
  for (const raw of ['nonsense', 'GET /\xff?\xfe HTTP/1.1']) {
    t.regex(await rawAnswer(port, `${raw}\r\nhost: shop\r\n\r\n`), /^HTTP\/1\.1 400 /);
  }
  t.is((await ask()).status, 200);
});

test.serial('an instance has its own few variables, and none of the agent', async (t) => {
  const { agent, repository, ask } = await agentBench(t);
  repository.write('site.env', 'DATABASE=here\nCOLOUR=site\n');
  const env = { COLOUR: 'version', PORT: '1' };
  const stable = await repository.commit({ env, envFile: `${repository.folder}/site.env` });
  process.env.SECRET_OF_THE_AGENT = 'x';
  await agent.reach('shop', { generation: 1, stable });
  const seen = (await (await ask('/env')).json()) as Record<string, string>;
  const own = { SITE: 'site_1', SERVICE: 'shop', VERSION: stable.commit, DATABASE: 'here', COLOUR: 'site' };
  t.like(seen, own);
  t.not(seen.PORT, '1');
  t.false('SECRET_OF_THE_AGENT' in seen);
});

const slow = { env: { SLOW_MS: '30' } };

/** What comes back for these bytes, until a full head is there. */
function rawAnswer(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (seen.includes('\r\n\r\n')) socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(seen));
  });
}
