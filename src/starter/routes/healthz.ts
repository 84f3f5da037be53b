import { Hono } from 'hono';

/** `GET /healthz`: the process runs. */
export const healthz = () => new Hono().get('/healthz', (c) => c.json({ ok: true }));
