import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { call } from '../../src/agent/gateway/call.js';
import { type AgentProcess, agentProcess, newStateDir, removeStateDir } from './agent-process.js';
import { serviceRepository, type ServiceRepository } from './service-repository.js';
import { until } from './until.js';

/** An agent that ends and comes back, with the service `shop`, while its services run on. */
export interface RestartingAgent {
  readonly repository: ServiceRepository;
  readonly agent: () => AgentProcess;
  /** Of the gateway's control. */
  readonly socketPath: string;
  readonly port: () => Promise<number>;
  /** Kills it, and starts another of the same build. */
  readonly killed: () => Promise<void>;
  /** Ends it, and starts one of another build. */
  readonly upgraded: () => Promise<void>;
}

export async function restartingAgent(t: ExecutionContext): Promise<RestartingAgent> {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  let build = 1;
  const start = async (stopServicesOnExit = false) => {
    const started = await agentProcess(stateDir, { build: `${build}`, stopServicesOnExit, killAfter: 100 });
    await until(async () => ((await fetch(`${started.url}/readyz`)).ok ? true : undefined));
    return started;
  };
  let agent = await start();
  t.teardown(async () => {
    await agent.close();
    agent = await start(true);
    await agent.close();
    repository.remove();
    removeStateDir(stateDir);
  });
  return {
    repository,
    agent: () => agent,
    socketPath: join(stateDir, 'gateway.sock'),
    port: async () => (await agent.state('shop')).port,
    killed: async () => {
      await agent.kill();
      agent = await start();
    },
    upgraded: async () => {
      await agent.close();
      build++;
      agent = await start();
    },
  };
}

/** The processes that serve: the gateway, and those before it that still have connections. */
export const gatewayPids = async (socketPath: string) => (await call(socketPath, 'hello', undefined)).pids;
