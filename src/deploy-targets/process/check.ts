import type { Finding } from '../../domain/finding.js';
import { within } from '../../net/deadline.js';
import type { SiteToCheck } from '../target.js';
import { processOptions } from './options.js';
import type { AgentRefusal, ServiceState } from './protocol.js';

const timeoutMs = 5_000;

interface Asked {
  readonly site: string;
  readonly url: string;
  readonly owner: string;
  readonly token?: string;
}

/** Looks at a site's agent: that it answers, is of this site, takes the token, and how its services stand. */
export async function checkAgent(
  { site, target, owner }: SiteToCheck,
  token: string | undefined,
  stop: AbortSignal,
): Promise<readonly Finding[]> {
  const { url } = processOptions.parse(target);
  const asked = { site, url, owner, ...(token && { token }) };
  try {
    return await within(timeoutMs, stop, (signal) => look(asked, signal));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    const untrusted =
      cause instanceof Error && 'code' in cause && /CERT|ISSUER|LEAF/.test(String(cause.code));
    const todo = untrusted
      ? 'make its CA known here, and to the worker, by NODE_EXTRA_CA_CERTS=FILE'
      : `start it there: merganser agent --site ${site} --listen HOST:PORT --state-dir DIR; or correct the url of ${site}`;
    return [{ what: site, found: `the agent at ${url} does not answer (${why})`, todo }];
  }
}

async function look(asked: Asked, signal: AbortSignal): Promise<readonly Finding[]> {
  const { site, url } = asked;
  const before = Date.now();
  const open = await get(asked, 'metrics', signal);
  const clock = clockOf(open.date, before, Date.now());
  const [, labels = ''] = /^merganser_build_info\{(.*)\} 1$/m.exec(open.text) ?? [];
  const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1];
  const there = label('site');
  if (there === undefined) {
    const todo = `correct the url of ${site} in the configuration`;
    return [{ what: site, found: `what answers at ${url} is no agent (${open.status})`, todo }];
  }
  if (there !== site) {
    const todo = `give ${site} the url of its own agent, or start that agent with --site ${site}`;
    return [{ what: site, found: `the agent at ${url} is that of ${there}`, todo }];
  }
  const answer = await get(asked, 'v1/services', signal);
  if (answer.status !== 200) return [refused(asked, answer)];
  const { services } = JSON.parse(answer.text) as { services: readonly ServiceState[] };
  const found = `agent ${label('version') ?? 'of unknown version'}${clock}`;
  return [{ what: site, found }, ...services.map((service) => stateOf(asked, service))];
}

interface Answer {
  readonly status: number;
  readonly date: string | null;
  readonly text: string;
}

async function get({ url, token }: Asked, path: string, signal: AbortSignal): Promise<Answer> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), { headers, signal });
  return { status: response.status, date: response.headers.get('date'), text: await response.text() };
}

function refused({ site, url, token }: Asked, { status, text }: Answer): Finding {
  if (status !== 401)
    return { what: site, found: `the agent at ${url} answered ${status}`, todo: 'see its log' };
  const todo = 'set MERGANSER_AGENT_TOKEN here, and for the worker, to the one of that agent';
  const found = token ? 'the agent does not take the token' : 'the agent wants a token';
  return { what: site, found: `${found} (${codeOf(text)})`, todo };
}

function codeOf(text: string): string {
  try {
    return (JSON.parse(text) as AgentRefusal).code;
  } catch {
    return 'without a reason';
  }
}

/** For people only: nothing of Merganser compares clocks. A Date header has whole seconds. */
function clockOf(date: string | null, before: number, after: number): string {
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) return '';
  const apart = Math.max(0, there - after, before - there - 1000) / 1000;
  return apart < 1 ? ', its clock is right' : `, its clock is ${Math.round(apart)} s off`;
}

function stateOf({ site, owner }: Asked, state: ServiceState): Finding {
  const what = `${state.service} at ${site}`;
  const { stable, canary, instances, problem, ttlExpired, warnings = [] } = state;
  if (state.owner !== owner) {
    const todo = `let only one of ${owner} and ${state.owner} deploy ${state.service} there`;
    return { what, found: `belongs to the installation ${state.owner}`, todo };
  }
  const healthy = instances.filter((instance) => instance.healthy).length;
  const runs = stable ? `runs ${stable.commit.slice(0, 6)}` : 'has no stable version';
  const beside = canary ? `, canary ${canary.commit.slice(0, 6)}${ttlExpired ? ' off traffic' : ''}` : '';
  const found = `${runs}${beside}, ${healthy} of ${instances.length} instances healthy`;
  if (state.progress === 'failed') {
    const why = problem?.message ?? 'for no reason given';
    const faulty = problem?.code !== 'agent-error';
    return { what, found, todo: faulty ? `merge a correction; the last version failed: ${why}` : why };
  }
  if (warnings.length > 0)
    return { what, found, todo: warnings.map(({ code, message }) => `${message} (${code})`).join(' ') };
  const down = state.progress === 'settled' && healthy < instances.length;
  return { what, found, ...(down && { todo: `see the output of ${state.service} on that machine` }) };
}
