import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { processTarget } from '../../src/deploy-targets/process/index.js';
import { agentBench } from '../helpers/agent-bench.js';
import { until } from '../helpers/until.js';

test.serial('build fails: said with its last lines, and the stable version serves on', async (t) => {
  const { agent, repository, ask } = await agentBench(t);
  const stable = await repository.commit();
  await agent.reach('shop', { generation: 1, stable });
  const canary = await repository.commit({ build: 'echo compiling; echo "no such module" >&2; exit 4' });
  const { problem, progress, instances } = await agent.reach('shop', {
    generation: 2,
    stable,
    canary,
    weight: 0.5,
  });
  t.is(progress, 'failed');
  t.like(problem, { code: 'build-failed', output: ['compiling', 'no such module'] });
  t.regex(problem?.message ?? '', /exit code 4/);
  t.is(instances.length, 1);
  t.like(await (await ask()).json(), { version: stable.commit });
});

test.serial('start fails: said at once, with what the shell says', async (t) => {
  const { agent, repository } = await agentBench(t);
  const canary = await repository.commit({ start: 'no-such-program --now', health: patient });
  const begun = performance.now();
  const { problem, instances } = await agent.reach('shop', { generation: 1, canary });
  t.is(problem?.code, 'start-failed');
  t.regex(problem?.output.join('\n') ?? '', /no-such-program/);
  t.deepEqual(instances, []);
  t.true(performance.now() - begun < 5_000);
});

test.serial('crash after start: said before it gets any traffic, with its last lines', async (t) => {
  const { agent, repository, ask } = await agentBench(t);
  const stable = await repository.commit();
  await agent.reach('shop', { generation: 1, stable });
  const canary = await repository.commit({ env: { CRASH_AFTER_MS: '300' } });
  const { problem, instances } = await agent.reach('shop', { generation: 2, stable, canary, weight: 0.5 });
  t.is(problem?.code, 'crashed');
  t.is(problem?.output.at(-1), 'the database is on fire');
  t.deepEqual(
    instances.map(({ commit }) => commit),
    [stable.commit],
  );
  t.like(await (await ask()).json(), { version: stable.commit });
});

test.serial('crash after start, later: it is started again, and said when it goes on', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = await repository.commit({ env: { CRASH_AFTER_MS: '900' } });
  const { instances } = await agent.reach('shop', { generation: 1, stable });
  await until(async () =>
    (await agent.state('shop')).instances.find((i) => i.healthy && i.pid !== instances[0]?.pid),
  );
  const failed = await until(async () => {
    const state = await agent.state('shop');
    return state.progress === 'failed' ? state : undefined;
  });
  t.is(failed.problem?.code, 'crashed');
  t.is(failed.problem?.output.at(-1), 'the database is on fire');
  t.like(failed.warnings, [{ code: 'crash-looping' }]);
  t.regex(
    await agent.metrics(),
    /^merganser_agent_warnings\{service="shop",site="\w+",code="crash-looping"\} 1$/m,
  );
  const seen = await processTarget({}).observe(agent.at('shop'), new AbortController().signal);
  t.regex(
    seen.warnings?.join('\n') ?? '',
    /after it had been healthy\n.* has ended by itself 3 times in a row/,
  );
});

test.serial('its port is taken by another process meanwhile: it is started on another', async (t) => {
  const { agent, repository } = await agentBench(t);
  const folder = await mkdtemp(join(tmpdir(), 'merganser-port-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const start = `echo $PORT >> ${folder}/ports; until [ -e ${folder}/taken ]; do sleep 0.02; done; node server.js`;
  const ports = async () => (await readFile(join(folder, 'ports'), 'utf8').catch(() => '')).split('\n');
  const asked = repository
    .commit({ start, health: patient })
    .then((stable) => agent.reach('shop', { generation: 1, stable }));
  const port = await until(async () => Number((await ports())[0]) || undefined);
  const other = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  await writeFile(join(folder, 'taken'), '');
  const { progress, instances } = await asked;
  t.is(progress, 'settled');
  t.like(instances, [{ healthy: true, port: Number((await ports())[1]) }]);
  t.not(instances[0]?.port, port);
});

test.serial('never healthy: said when its time is over, with what it answered last', async (t) => {
  const { agent, repository } = await agentBench(t);
  const health = { path: '/health', interval: 50, timeout: 600 };
  const canary = await repository.commit({ health, env: { NEVER_HEALTHY: '1' } });
  const { problem, instances } = await agent.reach('shop', { generation: 1, canary });
  t.is(problem?.code, 'never-healthy');
  t.regex(problem?.message ?? '', /GET \/health .* 600ms \(last: status 503\)/);
  t.regex(problem?.output[0] ?? '', /listening as/);
  t.deepEqual(instances, []);
});

test.serial('a commit that is nowhere is said to be', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = { ...(await repository.commit()), commit: 'f'.repeat(40) };
  const { problem } = await agent.reach('shop', { generation: 1, stable });
  t.is(problem?.code, 'fetch-failed');
  t.regex(problem?.message ?? '', /has no commit f{40}/);
});

test.serial('the same generation tries again what failed', async (t) => {
  const { agent, repository } = await agentBench(t);
  const flag = `${repository.folder}/fixed`;
  const stable = await repository.commit({ build: `test -e ${flag}` });
  t.is((await agent.reach('shop', { generation: 1, stable })).progress, 'failed');
  repository.write('fixed', '');
  t.is((await agent.reach('shop', { generation: 1, stable })).progress, 'settled');
});

const patient = { path: '/health', interval: 50, timeout: 60_000 };
