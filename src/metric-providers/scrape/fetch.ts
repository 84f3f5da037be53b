import { TimeOver, within } from '../../net/deadline.js';
import { Unreadable } from './unreadable.js';

/** How to ask a site. */
export interface Asking {
  readonly token?: string;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

export interface Page {
  /** From the site's `target.url` on. */
  readonly path: string;
  readonly accept: string;
  /** What 404 may mean, for people. */
  readonly missing?: string;
}

/** The text of a page of a site. Throws Unreadable when there is none. */
export async function fetchPage(base: string, page: Page, asking: Asking): Promise<string> {
  const { token, timeoutMs, stop } = asking;
  const headers = { accept: page.accept, ...(token && { authorization: `Bearer ${token}` }) };
  const url = `${base.replace(/\/+$/, '')}${page.path}`;
  try {
    return await within(timeoutMs, stop, async (signal) => {
      const response = await fetch(url, { headers, signal });
      const text = await response.text();
      if (response.status !== 200) throw new Unreadable(refusal(response.status, page));
      return text;
    });
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(failure(error, timeoutMs));
  }
}

/** The address of a site's agent, from its `target.url`. */
export function urlOf(url: unknown): string {
  if (typeof url === 'string' && URL.canParse(url)) return url;
  throw new Unreadable(
    'cannot be asked for: metrics of type scrape need target.url, the address of the agent',
  );
}

function refusal(status: number, { missing }: Page): string {
  const forbidden = status === 401 || status === 403;
  const hint = forbidden ? 'check MERGANSER_AGENT_TOKEN here and there' : status === 404 && missing;
  return `answered with HTTP status ${status}${hint ? `: ${hint}` : ''}`;
}

function failure(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TimeOver) return `did not answer within ${timeoutMs / 1000} s`;
  // fetch says only "fetch failed"; what happened is in the cause.
  const cause = error.cause as { code?: string; message?: string } | undefined;
  if (cause?.code === 'ECONNREFUSED') return 'refused the connection: is the agent running?';
  return `could not be read: ${cause?.message || cause?.code || error.message}`;
}
