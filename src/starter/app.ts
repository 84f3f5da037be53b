import { Hono } from 'hono';
import type { Logger } from 'pino';
import { starterMetrics } from '../telemetry/starter-metrics.js';
import type { Receiver } from './delivery.js';
import { githubWebhooks } from './routes/webhooks-github.js';
import { healthz } from './routes/healthz.js';
import { metrics } from './routes/metrics.js';
import { readyz } from './routes/readyz.js';

/** What the starter is told; `ready` says whether Temporal answers. */
export interface AppOptions extends Receiver {
  /** The webhook's secret and, while it is being replaced, the old one. */
  readonly secrets: readonly string[];
  readonly ready: () => Promise<boolean>;
}

/** All routes of the starter. An unforeseen error is logged, and the answer says nothing of its inside. */
export function starterApp(options: AppOptions, log: Logger): Hono {
  const app = new Hono();
  const counting = starterMetrics();
  app.route('/', githubWebhooks({ ...options, count: counting.webhook }, log));
  app.route('/', metrics(counting.registry));
  app.route('/', healthz());
  app.route('/', readyz(options.ready));
  app.notFound((c) => c.json({ error: 'There is nothing here. Webhooks go to POST /webhooks/github.' }, 404));
  app.onError((error, c) => {
    log.error({ err: error }, `could not answer ${c.req.method} ${c.req.path}`);
    return c.json({ error: 'Something went wrong. See the log of the starter.' }, 500);
  });
  return app;
}
