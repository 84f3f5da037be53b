import { Agent, request } from 'node:http';
import type { Tally } from './tally.js';

const timeoutMs = 10_000;
const tickMs = 10;
const paths = ['/', '/prices', '/?name=jane'];

/**
 * Steady requests to one address. Open loop: slow answers slow nothing down, as real clients do not wait for each other
 * either. Returns what stops it.
 */
export function flow(url: string, perSecond: number, tally: Tally): () => void {
  const agent = new Agent({ keepAlive: true });
  const begun = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
    for (; sent < due; sent += 1) send(new URL(paths[sent % paths.length] ?? '/', url), agent, tally);
  }, tickMs);
  return () => {
    clearInterval(timer);
    agent.destroy();
  };
}

function send(url: URL, agent: Agent, tally: Tally): void {
  tally.sent();
  let over = false;
  const once = (count: () => void) => {
    if (!over) count();
    over = true;
  };
  const lost = (error: Error) => once(() => tally.lost(error.message));
  const asked = request(url, { agent, timeout: timeoutMs }, (answer) => {
    const { statusCode = 0, headers } = answer;
    answer.resume();
    answer.once('end', () => once(() => tally.answered(statusCode, headers['x-merganser-version'])));
    answer.once('error', lost);
  });
  asked.once('timeout', () => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
  asked.once('error', lost);
  asked.end();
}
