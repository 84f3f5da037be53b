import { TimeOver, within } from '../../net/deadline.js';
import { Unreachable } from '../target.js';
import type { AgentRefusal } from './protocol.js';

const timeoutMs = 5_000;

export interface AgentClient {
  readonly site: string;
  readonly url: string;
  readonly token?: string;
}

export interface AgentAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to an agent. Throws Unreachable when there is no answer, or one that says nothing of the service. */
export async function ask(
  agent: AgentClient,
  method: string,
  service: string,
  body: unknown,
  stop: AbortSignal,
): Promise<AgentAnswer> {
  const where = `the agent of ${agent.site} at ${agent.url}`;
  const headers = {
    'content-type': 'application/json',
    ...(agent.token && { authorization: `Bearer ${agent.token}` }),
  };
  const url = new URL(
    `v1/services/${encodeURIComponent(service)}`,
    agent.url.endsWith('/') ? agent.url : `${agent.url}/`,
  );
  try {
    const answer = await within(timeoutMs, stop, async (signal) => {
      const json = body === undefined ? undefined : JSON.stringify(body);
      const response = await fetch(url, { method, headers, body: json, signal });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    });
    if (answer.status < 500 && answer.status !== 401) return answer;
    throw new Unreachable(`${where} answered ${answer.status}: ${refusalOf(answer).message}`);
  } catch (error) {
    stop.throwIfAborted();
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`${where} does not answer (${reason(error)})`, { cause: error });
  }
}

/** The agent's refusal in an answer; a made-up one when something else answered. */
export function refusalOf({ body, status }: AgentAnswer): AgentRefusal {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as Partial<AgentRefusal>;
  return {
    code: code ?? `status-${status}`,
    message: message ?? 'not in the words of an agent; is the url of the site right?',
  };
}

function reason(error: unknown): string {
  if (error instanceof TimeOver) return `no answer in ${timeoutMs / 1_000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (cause instanceof Error ? cause.message : String(cause));
}
