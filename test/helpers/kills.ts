import { setTimeout as sleep } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { pids, readProc } from '../../src/agent/os-processes.js';
import { ownerVariable } from '../../src/agent/orphans.js';
import type {
  InstanceState,
  ServiceState,
  WantedService,
} from '../../src/deploy-targets/process/protocol.js';
import type { Version } from '../../src/domain/release.js';
import { agentProcess, newStateDir, removeStateDir } from './agent-process.js';
import { serviceRepository } from './service-repository.js';
import { until } from './until.js';

/** What one kill led to. */
export interface Kill {
  /** Time from the order to the kill, in ms. */
  readonly afterMs: number;
  /** Instances that answered while no agent ran. */
  readonly answering: number;
  readonly state: ServiceState;
  readonly wanted: WantedService;
  /** Processes that belong to no instance. */
  readonly strays: number[];
  /** The commit that the service's port answers with. */
  readonly served: string[];
}

/** Kills an agent with SIGKILL in the middle of canaries, rollouts and rollbacks, at moments that a seed decides. */
export async function* kills(count: number, seed: number): AsyncGenerator<Kill> {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  const random = xoroshiro128plus(seed);
  const next = () => repository.commit({ instances: 2, build: 'sleep 0.1' });
  let agent = await agentProcess(stateDir);
  try {
    const stable = await next();
    let canary = await next();
    await agent.reach('shop', { generation: 1, stable });
    for (let n = 1; n <= count; n++) {
      const wanted = orderOf(n, stable, canary);
      await agent.put('shop', wanted);
      const afterMs = uniformInt(random, 0, 1_500);
      await sleep(afterMs);
      const before = (await agent.state('shop')).instances;
      await agent.kill();
      const answering = await answersOf(before);
      agent = await agentProcess(stateDir);
      const state = await until(() => reached(() => agent.state('shop')));
      const served = await commitsAt(state.port, 6);
      const own = new Set(state.instances.map(({ pid }) => pid));
      yield {
        afterMs,
        answering,
        state,
        wanted,
        served,
        strays: started(stateDir).filter((pid) => !own.has(pid)),
      };
      if (n % 3 === 0) canary = await next();
    }
  } finally {
    await agent.close();
    repository.remove();
    removeStateDir(stateDir);
  }
}

/** By turns a canary, its rollout, and the way back. */
function orderOf(n: number, stable: Version, canary: Version): WantedService {
  const base = { owner: 'one', generation: n + 1 };
  if (n % 3 === 1) return { ...base, stable, canary, weight: 0.5 };
  return { ...base, stable: n % 3 === 2 ? canary : stable, weight: 0 };
}

async function reached(ask: () => Promise<ServiceState>): Promise<ServiceState | undefined> {
  const state = await ask();
  if (state.progress === 'failed') return state;
  return state.progress === 'settled' && state.instances.every(({ healthy }) => healthy) ? state : undefined;
}

async function answersOf(instances: readonly InstanceState[]): Promise<number> {
  const ask = ({ port }: InstanceState) =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
  return (await Promise.all(instances.map(ask))).filter(Boolean).length;
}

async function commitsAt(port: number, requests: number): Promise<string[]> {
  const commits = new Set<string>();
  for (let i = 0; i < requests; i++) {
    const answer = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { version: string };
    commits.add(answer.version);
  }
  return [...commits].sort();
}

const started = (stateDir: string) =>
  pids().filter(
    (pid) => !isGateway(pid) && readProc(pid, 'environ').split('\0').includes(`${ownerVariable}=${stateDir}`),
  );

const isGateway = (pid: number) => readProc(pid, 'cmdline').includes('gateway.sock');
