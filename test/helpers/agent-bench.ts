import type { ExecutionContext } from 'ava';
import type { AgentOptions } from '../../src/agent.js';
import { type ServiceRepository, serviceRepository } from './service-repository.js';
import { type SiteAgent, siteAgent } from './site-agent.js';

export interface AgentBench {
  readonly agent: SiteAgent;
  /** Of the agent. */
  readonly stateDir: string;
  readonly repository: ServiceRepository;
  /** A request to the service `shop`. */
  readonly ask: (path?: string) => Promise<Response>;
}

/** An agent and a repository for one test, gone after it. */
export async function agentBench(t: ExecutionContext, own: Partial<AgentOptions> = {}): Promise<AgentBench> {
  const repository = await serviceRepository();
  const agent = await siteAgent(own);
  t.teardown(async () => {
    await agent.close();
    repository.remove();
  });
  const ask = async (path = '/') => fetch(`http://127.0.0.1:${(await agent.state('shop')).port}${path}`);
  return { agent, stateDir: agent.stateDir, repository, ask };
}
