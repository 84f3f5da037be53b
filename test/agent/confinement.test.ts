import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { agentBench } from '../helpers/agent-bench.js';
import { siteAgent } from '../helpers/site-agent.js';
import { until } from '../helpers/until.js';

test.serial(
  'each process of an instance has the limits, and what the system does not allow stops the agent',
  async (t) => {
    const { agent, repository } = await agentBench(t, { maxOpenFiles: 200, maxMemory: 300 * 2 ** 20 });
    const start = 'echo "files $(ulimit -n), data $(ulimit -d)"; exit 1';
    const canary = await repository.commit({ start });
    const { problem } = await agent.reach('shop', { generation: 1, canary });
    t.deepEqual(problem?.output, [`files 200, data ${300 * 1024}`]);
    const stable = await repository.commit();
    t.is((await agent.reach('shop', { generation: 2, stable })).progress, 'settled');
    await t.throwsAsync(siteAgent({ maxOpenFiles: 2 ** 31 }), {
      message: /does not allow the limits --max-open-files/,
    });
  },
);

test.serial(
  'requests in flight get the time to end that --drain gives, and a deaf process is killed after its own',
  async (t) => {
    const { agent, repository, ask } = await agentBench(t, { drain: 20_000, killAfter: 300 });
    repository.write('slow.js', slowServer);
    const [old, next] = [await repository.commit({ start: 'node slow.js' }), await repository.commit()];
    await agent.reach('shop', { generation: 1, stable: old });
    const slow = await ask();
    t.is((await agent.reach('shop', { generation: 2, stable: next })).progress, 'settled');
    t.is(await slow.text(), 'begun and ended');

    const deaf = await repository.commit({
      start: `trap '' TERM; node server.js & while :; do sleep 1; done`,
    });
    const [{ pid = 0 } = {}] = (await agent.reach('shop', { generation: 3, stable: deaf })).instances;
    t.is((await agent.reach('shop', { generation: 4, stable: next })).progress, 'settled');
    t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  },
);

/** Answers at once that it is healthy, and the rest in two halves, with a second between them. */
const slowServer = `import { createServer } from 'node:http';
  const server = createServer((request, response) => {
    if (request.url === '/health') return response.end();
    response.write('begun');
    setTimeout(() => response.end(' and ended'), 1_000);
  });
  server.listen(process.env.PORT, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));`;

test.serial('as another user, a service reads its own release and nothing of the agent’s', async (t) => {
  const stateDir = stateDirFor(t);
  const options = { stateDir, user: 'nobody', token: 'secret' };
  if (process.getuid?.() !== 0) {
    await t.throwsAsync(siteAgent(options), { message: /only root can become another user/ });
    t.log('the rest is left out: this user is not root');
    return;
  }
  await t.throwsAsync(siteAgent({ ...options, user: 'no-such-user' }), {
    message: /no user of this machine/,
  });
  await t.throwsAsync(siteAgent({ ...options, token: undefined }), {
    message: /wants MERGANSER_AGENT_TOKEN/,
  });
  chmodSync(stateDir, 0o700);
  await t.throwsAsync(siteAgent(options), { message: /nobody \(--user\) cannot enter .*chmod o\+x/ });
  chmodSync(stateDir, 0o711);
  const { agent, repository } = await agentBench(t, options);
  const secret = join(stateDir, 'services', 'shop.json');
  const start = `id -un; cat server.js > /dev/null && echo own; touch built && echo writes; cat ${secret}; ls ${stateDir}/logs ${stateDir}/mirrors; exit 1`;
  const canary = await repository.commit({ start, build: 'id -un > builder; echo $HOME >> builder' });
  const body = { owner: 'one', generation: 1, weight: 0, canary };
  const headers = { authorization: 'Bearer secret' };
  const url = `${agent.url}/v1/services/shop`;
  await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  const { output } = await until(async () => {
    const state = (await (await fetch(url, { headers })).json()) as { problem?: { output: string[] } };
    return state.problem;
  });
  t.deepEqual(output.slice(0, 3), ['nobody', 'own', 'writes']);
  t.is(output.filter((line) => /Permission denied/.test(line)).length, 3);
  t.is(output.length, 6);
  const { stdout } = await execa('find', [join(stateDir, 'releases'), '-name', 'builder', '-user', 'nobody']);
  t.regex(stdout, /builder$/);
  t.is(statSync(secret).mode & 0o077, 0);
});

function stateDirFor(t: ExecutionContext): string {
  const stateDir = mkdtempSync(join(tmpdir(), 'merganser-agent-'));
  t.teardown(() => rmSync(stateDir, { recursive: true, force: true }));
  return stateDir;
}
