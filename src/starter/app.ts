import { Hono } from 'hono';
import type { Logger } from 'pino';
import { githubWebhooks, type WebhookOptions } from './routes/webhooks-github.js';
import { healthz } from './routes/healthz.js';
import { readyz } from './routes/readyz.js';

/** What the starter is told; `ready` says whether Temporal answers. */
export interface AppOptions extends WebhookOptions {
  readonly ready: () => Promise<boolean>;
}

/** All routes of the starter. An unforeseen error is logged, and the answer says nothing of its inside. */
export function starterApp(options: AppOptions, log: Logger): Hono {
  const app = new Hono();
  app.route('/', githubWebhooks(options, log));
  app.route('/', healthz());
  app.route('/', readyz(options.ready));
  app.notFound((c) => c.json({ error: 'There is nothing here. Webhooks go to POST /webhooks/github.' }, 404));
  app.onError((error, c) => {
    log.error({ err: error }, `could not answer ${c.req.method} ${c.req.path}`);
    return c.json({ error: 'Something went wrong. See the log of the starter.' }, 500);
  });
  return app;
}
