import { existsSync, readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { type AgentProcess, agentProcess, newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { type ServiceRepository, serviceRepository } from '../helpers/service-repository.js';
import { until } from '../helpers/until.js';

interface Bench {
  readonly repository: ServiceRepository;
  readonly agent: AgentProcess;
  /** Kills the agent with SIGKILL; `between` happens before the next one starts. */
  readonly restart: (between?: () => void) => Promise<AgentProcess>;
  readonly stateDir: string;
}

async function bench(t: ExecutionContext): Promise<Bench> {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  let agent = await agentProcess(stateDir);
  t.teardown(async () => {
    await agent.close();
    repository.remove();
    removeStateDir(stateDir);
  });
  const restart = async (between = () => {}) => {
    await agent.kill();
    between();
    return (agent = await agentProcess(stateDir));
  };
  return { repository, agent, restart, stateDir };
}

const settled = (agent: AgentProcess) =>
  until(async () => {
    const state = await agent.state('shop');
    return state.progress === 'settled' && state.instances.every(({ healthy }) => healthy)
      ? state
      : undefined;
  });

const exists = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const pidIn = (file: string) => (existsSync(file) && Number(readFileSync(file, 'utf8'))) || undefined;

const served = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  return ((await answer.json()) as { version: string }).version;
};

test.serial('an agent that was killed finds its services running, and takes them over', async (t) => {
  const { repository, agent, restart } = await bench(t);
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  const before = await agent.reach('shop', { generation: 7, stable, canary, weight: 0.5 });
  const next = await restart(() => t.true(before.instances.every(({ pid }) => exists(pid))));
  const after = await settled(next);
  t.deepEqual(after.instances, before.instances);
  t.like(after, { generation: 7, port: before.port, weight: 0.5 });
  t.deepEqual(
    [await served(after.port), await served(after.port)].sort(),
    [stable.commit, canary.commit].sort(),
  );
  t.is((await next.put('shop', { owner: 'one', generation: 6, weight: 0 })).status, 409);
});

test.serial(
  'what died with the agent is replaced, and what dies after the take-over is started again',
  async (t) => {
    const { repository, agent, restart } = await bench(t);
    const stable = await repository.commit({ instances: 2 });
    const [first, second] = (await agent.reach('shop', { generation: 1, stable })).instances;
    const next = await restart(() => process.kill(first?.pid ?? 0, 'SIGKILL'));
    const taken = await settled(next);
    t.deepEqual(taken.instances.map(({ pid }) => pid === first?.pid || pid === second?.pid).sort(), [
      false,
      true,
    ]);
    process.kill(second?.pid ?? 0, 'SIGKILL');
    await until(async () => {
      const { instances } = await next.state('shop');
      return instances.every(({ healthy, pid }) => healthy && pid !== second?.pid) ? true : undefined;
    });
    t.is(await served(taken.port), stable.commit);
  },
);

test.serial(
  'a change that the agent was killed in is taken up again, and nothing of it is left over',
  async (t) => {
    const { repository, agent, restart } = await bench(t);
    const old = await repository.commit();
    await agent.reach('shop', { generation: 1, stable: old });
    const [go, pidFile] = [`${repository.folder}/go`, `${repository.folder}/pid`];
    const next = await repository.commit({
      build: `echo $$ > ${pidFile}; until test -e ${go}; do sleep 0.05; done`,
    });
    await agent.put('shop', { owner: 'one', generation: 2, stable: next, weight: 0 });
    const pid = await until(() => pidIn(pidFile));
    const again = await restart(() => t.true(exists(pid)));
    await until(() => (exists(pid) ? undefined : true));
    const working = await again.state('shop');
    t.like(working, { progress: 'working', generation: 2, stable: old });
    t.is(await served(working.port), old.commit);
    repository.write('go', '');
    const after = await settled(again);
    t.deepEqual(after.stable, next);
    t.deepEqual(
      after.instances.map(({ commit }) => commit),
      [next.commit],
    );
  },
);

test.serial('a second agent on the same state directory is refused, with the pid of the first', async (t) => {
  const { stateDir } = await bench(t);
  const error = await t.throwsAsync(agentProcess(stateDir));
  t.regex(error?.message ?? '', /The agent with pid \d+ uses .* --state-dir/);
});
