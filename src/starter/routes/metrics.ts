import { Hono } from 'hono';
import type { Registry } from 'prom-client';

/** `GET /metrics`, in Prometheus text format. */
export const metrics = (registry: Registry) =>
  new Hono().get('/metrics', async (c) =>
    c.text(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  );
