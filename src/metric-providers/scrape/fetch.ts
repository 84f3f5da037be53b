import { TimeOver, within } from '../../net/deadline.js';
import { Unreadable } from './unreadable.js';

/** How to ask a site for its metrics. */
export interface Asking {
  readonly token?: string;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** The text at a site's `/metrics`. */
export async function fetchMetrics(base: string, { token, timeoutMs, stop }: Asking): Promise<string> {
  const headers = { accept: 'text/plain; version=0.0.4', ...(token && { authorization: `Bearer ${token}` }) };
  const url = `${base.replace(/\/+$/, '')}/metrics`;
  try {
    return await within(timeoutMs, stop, async (signal) => {
      const response = await fetch(url, { headers, signal });
      const text = await response.text();
      if (response.status !== 200) throw new Unreadable(refusal(response.status));
      return text;
    });
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(failure(error, timeoutMs));
  }
}

function refusal(status: number): string {
  const hint = status === 401 || status === 403 ? ': check MERGANSER_AGENT_TOKEN here and there' : '';
  return `answered with HTTP status ${status}${hint}`;
}

function failure(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TimeOver) return `did not answer within ${timeoutMs / 1000} s`;
  // fetch says only "fetch failed"; what happened is in the cause.
  const cause = error.cause as { code?: string; message?: string } | undefined;
  if (cause?.code === 'ECONNREFUSED') return 'refused the connection: is the agent running?';
  return `could not be read: ${cause?.message || cause?.code || error.message}`;
}
