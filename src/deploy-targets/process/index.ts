import { setTimeout as sleep } from 'node:timers/promises';
import type { Applied, Desired, Observed, SiteService } from '../../domain/release.js';
import { type DeployTarget, Fenced, StableChanged, Unhealthy, Unreachable } from '../target.js';
import { type AgentAnswer, type AgentClient, ask, refusalOf } from './agent-client.js';
import { type ProcessOptions, processOptions } from './options.js';
import type { ServiceState, WantedService } from './protocol.js';

const pollMs = 200;

/** Runs services as processes on machines, each site under an agent (`merganser agent`). */
export function processTarget({ token }: { readonly token?: string }): DeployTarget {
  return {
    async observe(at, stop) {
      const { agent } = siteOf(at, token);
      const answer = await ask(agent, 'GET', at.service, undefined, stop);
      if (answer.status === 404 && refusalOf(answer).code === 'unknown-service')
        return { site: at.site, generation: 0 };
      return observed(at, stateIn(answer, agent));
    },
    async apply(want, stop) {
      const { agent, options } = siteOf(want.at, token);
      const answer = await ask(agent, 'PUT', want.at.service, wantedOf(want, options), stop);
      if (answer.status !== 202) throw refused(answer, agent, want);
      return settled(agent, want, stateIn(answer, agent), stop);
    },
  };
}

async function settled(
  agent: AgentClient,
  want: Desired,
  accepted: ServiceState,
  stop: AbortSignal,
): Promise<Applied> {
  for (let state = accepted; ;) {
    if (state.generation > want.generation) {
      throw new Fenced(`generation ${want.generation} was overtaken by ${state.generation} at ${agent.site}`);
    }
    if (state.progress === 'settled')
      return { generation: want.generation, ...(state.ttlExpiredBefore && { ttlExpired: true }) };
    if (state.progress === 'failed') throw failed(agent, state);
    await sleep(pollMs, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
    state = stateIn(await ask(agent, 'GET', want.at.service, undefined, stop), agent);
  }
}

/** A fault of the agent's own machine says nothing against the version. */
function failed(agent: AgentClient, { problem }: ServiceState): Error {
  const message = problem?.message ?? 'the agent gives no reason';
  if (problem?.code === 'agent-error')
    return new Unreachable(`the agent of ${agent.site} could not do it: ${message}`);
  return new Unhealthy(message, problem?.output);
}

function refused(answer: AgentAnswer, agent: AgentClient, { at }: Desired): Error {
  const { code, message } = refusalOf(answer);
  const text = `${at.service} at ${at.site}: ${message}`;
  if (code === 'stable-changed') return new StableChanged(text);
  if (answer.status === 409) return new Fenced(text);
  if (code === 'bad-request') return new Unhealthy(text);
  return new Unreachable(`the agent of ${agent.site} at ${agent.url} answered ${answer.status}: ${message}`);
}

function stateIn(answer: AgentAnswer, agent: AgentClient): ServiceState {
  if (answer.status === 200 || answer.status === 202) return answer.body as ServiceState;
  const { message } = refusalOf(answer);
  throw new Unreachable(`the agent of ${agent.site} at ${agent.url} answered ${answer.status}: ${message}`);
}

function observed(
  at: SiteService,
  { stable, canary, generation, owner, problem, warnings = [] }: ServiceState,
): Observed {
  const said = [...(problem ? [problem] : []), ...warnings].map(({ message }) => message);
  return { site: at.site, stable, canary, generation, owner, ...(said.length > 0 && { warnings: said }) };
}

function wantedOf(
  { owner, generation, stable, canary, weight, ttlMs, ifStable, at }: Desired,
  options: ProcessOptions,
): WantedService {
  return { owner, generation, stable, canary, weight, ttlMs, ifStable, port: options.ports?.[at.service] };
}

function siteOf(at: SiteService, token: string | undefined): { agent: AgentClient; options: ProcessOptions } {
  const options = processOptions.parse(at.target);
  return { options, agent: { site: at.site, url: options.url, token } };
}
