import { Hono } from 'hono';

/** What a worker says of itself over HTTP. */
export interface WorkerState {
  /** Why no deployment would go on now; undefined when it would. */
  readonly notReady: () => Promise<string | undefined>;
  /** In Prometheus text format. */
  readonly metrics: () => Promise<string>;
}

/** `/healthz`: the process runs. `/readyz`: it polls, and Temporal answers. `/metrics`. */
export function workerApp({ notReady, metrics }: WorkerState): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', async (c) => {
    const error = await notReady();
    return error ? c.json({ ok: false, error }, 503) : c.json({ ok: true });
  });
  app.get('/metrics', async (c) =>
    c.text(await metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.notFound((c) => c.json({ error: 'There is nothing here. See /metrics, /healthz and /readyz.' }, 404));
  return app;
}
