import test from 'ava';
import { listenerPort } from '../helpers/listener-port.js';
import { agentBench } from '../helpers/agent-bench.js';
import { agentAt } from '../helpers/site-agent.js';
import { samples } from '../helpers/counters.js';

const version = {
  commit: 'abcdef1'.padEnd(40, '0'),
  repository: '/nowhere',
  start: 'true',
  health: { path: '/health', interval: 50, timeout: 500 },
  env: {},
  instances: 1,
  canaryInstances: 1,
};
const wanted = { owner: 'one', generation: 1, weight: 0 };

test.serial('what is not a wanted state is refused with 400, and says where', async (t) => {
  const { agent } = await agentBench(t);
  const bodies: [unknown, RegExp][] = [
    ['text', /expected object/],
    [{ ...wanted, generation: 1.5 }, /generation/],
    [{ ...wanted, weight: 2 }, /weight/],
    [{ ...wanted, stable: { ...version, commit: '$(reboot)' } }, /stable\.commit/],
    [{ ...wanted, stable: { ...version, commit: '../../etc' } }, /stable\.commit/],
    [{ ...wanted, stable: { ...version, commit: 'abcdef1' } }, /stable\.commit/],
    [{ ...wanted, stable: { ...version, repository: '--upload-pack=reboot' } }, /stable\.repository/],
    [{ ...wanted, stable: { ...version, env: { 'A B': '' } } }, /stable\.env/],
    [{ ...wanted, stable: { ...version, envFile: 'relative' } }, /stable\.envFile/],
    [{ ...wanted, canary: { ...version, instances: 0 } }, /canary\.instances/],
  ];
  for (const [body, where] of bodies) {
    const answer = await agent.put('shop', body);
    const refusal = (await answer.json()) as { code: string; message: string };
    t.is(answer.status, 400);
    t.is(refusal.code, 'bad-request');
    t.regex(refusal.message, where);
  }
  t.is((await fetch(`${agent.url}/v1/services/shop`)).status, 404);
});

test.serial('a service name cannot be a path or an argument', async (t) => {
  const { agent } = await agentBench(t);
  for (const name of ['..%2f..%2fetc', '-rf', 'Shop', 'a'.repeat(64), 'a.b', 'a%00b']) {
    t.is((await agent.put(name, wanted)).status, 400, name);
  }
});

test.serial('no body, a body that is not JSON, and a huge one are refused', async (t) => {
  const { agent } = await agentBench(t);
  const url = `${agent.url}/v1/services/shop`;
  const bodies = [undefined, '{', JSON.stringify({ ...wanted, owner: 'x'.repeat(1_100_000) })];
  for (const body of bodies) t.is((await fetch(url, { method: 'PUT', body })).status, 400);
});

test.serial('with a token, /v1 is for those who have it; the rest is open', async (t) => {
  const { agent } = await agentBench(t, { token: 'secret' });
  const list = (authorization?: string) =>
    fetch(`${agent.url}/v1/services`, { headers: authorization === undefined ? {} : { authorization } });
  for (const wrong of [undefined, '', 'Bearer ', 'Bearer secre', 'Bearer secrets', 'secret']) {
    const answer = await list(wrong);
    t.is(answer.status, 401);
    t.like(await answer.json(), { code: 'bad-token' });
  }
  t.deepEqual(await (await list('Bearer secret')).json(), { services: [] });
  for (const path of ['/healthz', '/readyz', '/metrics']) t.is((await fetch(agent.url + path)).status, 200);
});

test.serial('refusals of a state are 409 and say why', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = await repository.commit();
  await agent.reach('shop', { generation: 5, stable });
  const refusal = async (body: object) => {
    const answer = await agentAt(agent.url).put('shop', { ...wanted, generation: 5, stable, ...body });
    return { status: answer.status, code: ((await answer.json()) as { code?: string }).code };
  };
  t.deepEqual(await refusal({ generation: 4 }), { status: 409, code: 'fenced' });
  t.deepEqual(await refusal({ weight: 1 }), { status: 409, code: 'generation-reused' });
  t.deepEqual(await refusal({ owner: 'two', generation: 9 }), { status: 409, code: 'foreign-owner' });
  t.deepEqual(await refusal({}), { status: 202, code: undefined });
});

test.serial('a port of its own is used, and one that is taken is an error with its number', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = await repository.commit();
  const taken = Number(new URL(agent.url).port);
  const failed = await agent.reach('shop', { generation: 1, stable, port: taken });
  t.is(failed.problem?.code, 'agent-error');
  t.regex(failed.problem?.message ?? '', new RegExp(`port ${taken} `));
  const own = await listenerPort();
  t.is((await agent.reach('shop', { generation: 2, stable, port: own })).port, own);
  t.is((await fetch(`http://127.0.0.1:${own}/`)).status, 200);
  t.is((await agent.reach('shop', { generation: 3, stable })).port, own);
});

test.serial('/metrics is Prometheus text: every line is a sample or a comment', async (t) => {
  const { agent } = await agentBench(t);
  t.deepEqual(
    samples(await agent.metrics()).map(({ name }) => name),
    ['merganser_build_info'],
  );
});
