import test from 'ava';
import { call } from '../../../src/agent/gateway/call.js';
import { requests } from '../../helpers/counters.js';
import { get } from '../../helpers/proxy-bench.js';
import { gatewayPids, restartingAgent } from '../../helpers/restarting-agent.js';
import { steadyTraffic } from '../../helpers/steady-traffic.js';
import { until } from '../../helpers/until.js';
import { type Wire, wireTo } from '../../helpers/wire.js';

const upgrade = get('/echo', 'connection: upgrade', 'upgrade: echo');

async function echo(wire: Wire, text: string): Promise<void> {
  wire.send(text);
  await wire.sees(text);
}

async function opened(wire: Wire): Promise<Wire> {
  wire.send(upgrade);
  await wire.sees(/^HTTP\/1\.1 101 [^]*\r\n\r\n/);
  return wire;
}

for (const [how, restart] of [
  ['killed', 'killed'],
  ['upgraded, and its gateway with it,', 'upgraded'],
] as const) {
  test.serial(`while the agent is ${how} no request is lost or counted wrongly`, async (t) => {
    const site = await restartingAgent(t);
    const stable = await site.repository.commit({ instances: 2, env: { SLOW_MS: '30' } });
    const canary = await site.repository.commit();
    await site.agent().reach('shop', { generation: 1, stable, canary, weight: 0.2 });
    const before = await gatewayPids(site.socketPath);
    const socket = await opened(wireTo(await site.port()));
    const traffic = steadyTraffic(`http://127.0.0.1:${await site.port()}/`, 100);
    await until(() => (traffic.answered() > 50 ? true : undefined));
    await site[restart]();
    const here = traffic.answered();
    await until(() => (traffic.answered() > here + 50 ? true : undefined));
    await echo(socket, 'still here');
    const { sent, failed } = await traffic.stop();
    t.deepEqual(failed, []);
    const text = await until(async () => {
      const now = await site.agent().metrics();
      return requests(now, { code: '200' }) >= sent ? now : undefined;
    });
    t.is(requests(text, { code: '200' }), sent);
    t.is(requests(text, { code: '101' }), 1);
    t.is(requests(text), sent + 1);
    t.true(Math.abs(requests(text, { track: 'canary' }) - sent / 5) < 5);
    const after = await gatewayPids(site.socketPath);
    t.is(after.at(-1), before[0]);
    t.is(after.length, restart === 'killed' ? 1 : 2);
    socket.socket.destroy();
    await until(async () => ((await gatewayPids(site.socketPath)).length === 1 ? true : undefined));
  });
}

test.serial(
  'a connection to the gateway before goes on by the new weights, until its next answer ends it',
  async (t) => {
    const site = await restartingAgent(t);
    const [old, next] = [await site.repository.commit(), await site.repository.commit()];
    await site.agent().reach('shop', { generation: 1, stable: old });
    const kept = wireTo(await site.port());
    kept.send(get('/'));
    await kept.sees(old.commit);
    await site.upgraded();
    await site.agent().reach('shop', { generation: 2, stable: next });
    kept.send(get('/'));
    t.regex(await kept.sees(next.commit), /\r\nconnection: close\r\n/i);
    await kept.ended;
    kept.socket.destroy();
    t.is(requests(await site.agent().metrics(), { version: next.commit, code: '200' }), 1);
  },
);

test.serial(
  'an instance is not ended before what a gateway before has begun with it is answered',
  async (t) => {
    const site = await restartingAgent(t);
    const old = await site.repository.commit({ env: { SLOW_MS: '4000' } });
    const next = await site.repository.commit();
    await site.agent().reach('shop', { generation: 1, stable: old });
    const answer = fetch(`http://127.0.0.1:${await site.port()}/`);
    await until(async () => (await idle(site.socketPath, site.agent)) === false || undefined);
    await site.upgraded();
    await site.agent().reach('shop', { generation: 2, stable: next });
    t.is((await answer).status, 200);
  },
);

/** Whether the only instance has nothing in flight, as far as the gateway says so at once. */
async function idle(
  socketPath: string,
  agent: () => { state(name: string): Promise<{ instances: readonly { readonly id: string }[] }> },
) {
  const [instance] = (await agent().state('shop')).instances;
  const said = call(socketPath, 'idle', { instance: instance?.id ?? '' }, AbortSignal.timeout(100));
  return said.then(
    () => true,
    () => false,
  );
}

test.serial('a gateway that dies is replaced, and knows again what it has to do', async (t) => {
  const site = await restartingAgent(t);
  const stable = await site.repository.commit();
  await site.agent().reach('shop', { generation: 1, stable });
  const [pid = 0] = await gatewayPids(site.socketPath);
  const port = await site.port();
  process.kill(pid, 'SIGKILL');
  await until(() =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ status }) => (status === 200 ? true : undefined),
      () => undefined,
    ),
  );
  t.not((await gatewayPids(site.socketPath))[0], pid);
  t.is(requests(await site.agent().metrics(), { code: '200' }), 1);
});

test.serial('a gateway whose successor does not come up goes on as before', async (t) => {
  const site = await restartingAgent(t);
  await site.agent().reach('shop', { generation: 1, stable: await site.repository.commit() });
  const before = await gatewayPids(site.socketPath);
  await t.throwsAsync(call(site.socketPath, 'succeed', { file: 'false', args: [] }), {
    message: /ended at once/,
  });
  await t.throwsAsync(call(site.socketPath, 'succeed', { file: 'not-there', args: [] }), {
    message: /ENOENT/,
  });
  t.deepEqual(await gatewayPids(site.socketPath), before);
  t.is((await fetch(`http://127.0.0.1:${await site.port()}/`)).status, 200);
  t.is(requests(await site.agent().metrics(), { code: '200' }), 1);
});
