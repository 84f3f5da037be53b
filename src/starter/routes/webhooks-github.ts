import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import { nameOf } from '../../domain/commit-message.js';
import type { WebhookResult } from '../../telemetry/starter-metrics.js';
import { receive, refused, type Answer, type Receiver } from '../delivery.js';
import { signatureCheck } from '../signature.js';

/** What the route needs to know. */
export interface WebhookOptions extends Receiver {
  readonly secrets: readonly string[];
  readonly count: (result: WebhookResult) => void;
}

/** GitHub sends no payload over 25 MB. */
const maxBody = 26 * 1024 * 1024;

/** `POST /webhooks/github`: verifies a delivery, has it answered, logs one line. */
export function githubWebhooks(options: WebhookOptions, log: Logger) {
  const signed = signatureCheck(options.secrets);
  const tooLarge = refused(413, 'The body is larger than 26 MB, which GitHub never sends.');
  const limit = bodyLimit({ maxSize: maxBody, onError: (c) => say(c, tooLarge) });
  return new Hono().post('/webhooks/github', limit, async (c) => say(c, await answer(c)));

  async function answer(c: Context): Promise<Answer> {
    const body = Buffer.from(await c.req.arrayBuffer()).toString('utf8');
    const signature = c.req.header('x-hub-signature-256');
    if (!body) return refused(400, 'There is no body.');
    if (!signature) return refused(401, 'X-Hub-Signature-256 is missing: give the webhook its secret.');
    if (!(await signed(body, signature))) {
      return refused(401, 'The signature does not fit the body and GITHUB_WEBHOOK_SECRET.');
    }
    return receive(c.req.header('x-github-event'), body, options);
  }

  function say(c: Context, { status, body, line, errors, about: told }: Answer) {
    options.count(resultOf(status, body));
    const about = { status, delivery: nameOf(c.req.header('x-github-delivery') ?? ''), ...told, errors };
    if (status >= 400) log.warn(about, line);
    else log.info(about, line);
    return c.json(body, status);
  }
}

function resultOf(status: Answer['status'], body: Answer['body']): WebhookResult {
  if (status === 503) return 'failed';
  if (status >= 400) return 'refused';
  return 'accepted' in body ? 'accepted' : 'ignored';
}
