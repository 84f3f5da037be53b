import type { ExecutionContext } from 'ava';
import { pino } from 'pino';
import { deliver } from '../../doubles/github/index.js';
import type { Merge } from '../../src/domain/change.js';
import { runStarter, type StarterOptions } from '../../src/starter.js';

export const secret = 'the secret';
export const oldSecret = 'the old secret';
export const registration = {
  service: 'cart',
  repository: 'git@github.com:acme/cart.git',
  branch: 'main',
  paths: [],
};

/** A real starter on a free port that remembers what was submitted and what it logged. */
export async function running(t: ExecutionContext, options: Partial<StarterOptions> = {}) {
  const submitted: { service: string; merge: Merge }[] = [];
  const lines: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line) => lines.push(JSON.parse(line) as { level: number; msg: string }) });
  const starter = await runStarter(
    {
      listen: '127.0.0.1:0',
      registrations: [registration],
      secrets: [secret, oldSecret],
      submit: (service, merge) => Promise.resolve(void submitted.push({ service, merge })),
      ready: () => Promise.resolve(true),
      ...options,
    },
    log,
  );
  t.teardown(() => starter.close());
  const hook = `${starter.url}/webhooks/github`;

  /** Signs and sends; the answer's JSON is parsed. */
  const send = async (payload: unknown, { event = 'push', key = secret } = {}) => {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const answer = await deliver({ url: hook, secret: key, event, body });
    return { status: answer.status, json: JSON.parse(answer.body) as Record<string, unknown> };
  };

  return { url: starter.url, hook, submitted, lines, send };
}
