import { Hono } from 'hono';

/** `GET /readyz`: a webhook that came now would be handed on. */
export function readyz(ready: () => Promise<boolean>) {
  return new Hono().get('/readyz', async (c) => {
    const ok = await ready().catch(() => false);
    return ok
      ? c.json({ ok })
      : c.json({ ok, error: 'Temporal does not answer. See the log of the starter.' }, 503);
  });
}
