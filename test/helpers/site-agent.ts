import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { runAgent, type AgentOptions } from '../../src/agent.js';
import type { ServiceState, WantedService } from '../../src/deploy-targets/process/protocol.js';
import type { SiteService } from '../../src/domain/release.js';
import { until } from './until.js';

export interface SiteAgent {
  readonly url: string;
  at(service: string): SiteService;
  put(service: string, body: unknown): Promise<Response>;
  state(service: string): Promise<ServiceState>;
  /** Puts a state, and waits until it is reached or has failed. */
  reach(service: string, wanted: Partial<WantedService>): Promise<ServiceState>;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

/** A client of a running agent. */
export function agentAt(url: string): Omit<SiteAgent, 'close'> {
  const path = (service: string) => `${url}/v1/services/${service}`;
  const put = (service: string, body: unknown) =>
    fetch(path(service), { method: 'PUT', body: JSON.stringify(body) });
  const state = async (service: string) => (await (await fetch(path(service))).json()) as ServiceState;
  return {
    url,
    put,
    state,
    at: (service) => ({ site: 'site_1', service, target: { type: 'process', url } }),
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    async reach(service, wanted) {
      const answer = await put(service, { owner: 'one', weight: 0, ...wanted });
      if (answer.status !== 202) throw new Error(`PUT answered ${answer.status}: ${await answer.text()}`);
      return until(async () => {
        const now = await state(service);
        return now.progress === 'working' ? undefined : now;
      });
    },
  };
}

/** A real agent with a state directory of its own; its services end with it. */
export async function siteAgent(
  own: Partial<AgentOptions> = {},
): Promise<SiteAgent & { readonly stateDir: string }> {
  const stateDir = own.stateDir ?? mkdtempSync(join(tmpdir(), 'merganser-agent-'));
  const options = { site: 'site_1', listen: '127.0.0.1:0', stopServicesOnExit: true, ...own, stateDir };
  const agent = await runAgent(options, pino({ level: 'silent' }));
  const close = async () => {
    await agent.close();
    if (!own.stateDir) rmSync(stateDir, { recursive: true, force: true });
  };
  return { ...agentAt(agent.url), stateDir, close };
}
