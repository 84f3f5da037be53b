import { createHmac } from 'node:crypto';
import type { Finding } from '../../domain/finding.js';
import { reason, type Check } from './check.js';

/** GitHub's webhooks can be told from forged ones, and the starter takes them. */
export const webhook: Check = {
  what: 'webhook',
  async run(patient, stop) {
    const [secret] = patient.environment.webhookSecrets;
    const what = 'webhook secret';
    const todo =
      'set GITHUB_WEBHOOK_SECRET (or GITHUB_WEBHOOK_SECRET_FILE) to the secret of the webhook on GitHub';
    const set: Finding = secret ? { what, found: 'is set' } : { what, found: 'is not set', todo };
    return patient.starter === undefined ? [set] : [set, await starter(patient.starter, secret, stop)];
  },
};

async function starter(url: string, secret: string | undefined, stop: AbortSignal): Promise<Finding> {
  const what = `starter at ${url}`;
  try {
    const ready = await fetch(new URL('/readyz', url), { signal: stop });
    if (!ready.ok) {
      return { what, found: `is not ready (${ready.status})`, todo: 'see its log: it cannot reach Temporal' };
    }
    const status = secret && (await ping(url, secret, stop));
    if (!status) return { what, found: 'is ready' };
    if (status === 200) return { what, found: 'is ready, and takes what is signed with this secret' };
    const todo = 'give the starter, GitHub and this environment the same GITHUB_WEBHOOK_SECRET';
    return { what, found: `refuses what is signed with this secret (${status})`, todo };
  } catch (error) {
    const why = error instanceof Error && error.cause ? reason(error.cause) : reason(error);
    return {
      what,
      found: `does not answer (${why})`,
      todo: 'start `merganser starter`, or correct --starter',
    };
  }
}

/** GitHub's own test of a webhook, which starts nothing. */
async function ping(url: string, secret: string, stop: AbortSignal): Promise<number> {
  const body = '{"zen":"Is anybody there?"}';
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'ping',
    'x-github-delivery': 'merganser-doctor',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  const hook = new URL('/webhooks/github', url);
  return (await fetch(hook, { method: 'POST', body, headers, signal: stop })).status;
}
