import { createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { matchesAny } from '../config/limits.js';
import type { AgentRefusal, WantedService } from '../deploy-targets/process/protocol.js';
import { saysFull } from './disk.js';
import type { Services } from './services.js';
import { historyInterval, serviceName, wantedService } from './wanted.js';

const maxBodyBytes = 1_000_000;

export interface ApiOptions {
  readonly services: Services;
  /** All requests to /v1 must carry one of them as a bearer token. None: anybody may. */
  readonly tokens: readonly string[];
  /** Patterns of the repositories that may be fetched and run. Absent: all. */
  readonly repositories?: readonly string[];
  readonly metrics: () => Promise<string>;
}

/** The HTTP API of the agent. */
export function agentApi({ services, tokens, repositories, metrics }: ApiOptions): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', (c) =>
    services.ready ? c.text('ok\n') : c.text('The services are being taken over.\n', 503),
  );
  app.get('/metrics', async (c) =>
    c.text(await metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  if (tokens.length > 0) app.use('/v1/*', bearer(tokens));
  app.use(
    '/v1/*',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => badRequest(c, `The body is larger than ${maxBodyBytes} bytes.`),
    }),
  );
  app.use('/v1/services/:service/*', async (c, next) => {
    const damage = services.damage(c.req.param('service'));
    return damage ? c.json(damage, 500) : next();
  });
  app.get('/v1/services', (c) => c.json({ services: services.all().map((service) => service.state()) }));
  app.get('/v1/services/:service', (c) => show(c, services));
  app.get('/v1/services/:service/history', (c) => history(c, services));
  app.put('/v1/services/:service', (c) => put(c, services, repositories));
  app.onError((error, c) => {
    const full = saysFull(error) && refusal('disk-full', `Nothing was changed. ${services.diskFull}`);
    return c.json(full || refusal('agent-error', `The agent could not do it: ${error.message}`), 500);
  });
  app.notFound((c) => c.json(refusal('not-found', `There is no ${c.req.method} ${c.req.path} here.`), 404));
  return app;
}

function show(c: Context, services: Services): Response {
  const service = services.get(nameIn(c));
  return service ? c.json(service.state()) : unknown(c);
}

function history(c: Context, services: Services): Response {
  const service = services.get(nameIn(c));
  if (!service) return unknown(c);
  const asked = historyInterval.safeParse(c.req.query('interval'));
  if (!asked.success) return badRequest(c, `interval: ${z.prettifyError(asked.error)}`);
  const json = Readable.toWeb(Readable.from(service.history.json(asked.data))) as ReadableStream;
  return c.body(json, 200, { 'content-type': 'application/json' });
}

async function put(c: Context, services: Services, repositories?: readonly string[]): Promise<Response> {
  const name = serviceName.safeParse(c.req.param('service'));
  if (!name.success) return badRequest(c, z.prettifyError(name.error));
  const body: unknown = await c.req.json().catch(() => undefined);
  if (body === undefined) return badRequest(c, 'The body is not JSON.');
  const wanted = wantedService.safeParse(body);
  if (!wanted.success) return badRequest(c, z.prettifyError(wanted.error));
  const foreign = foreignRepository(wanted.data, repositories);
  if (foreign !== undefined) {
    const allowed = repositories?.join(', ');
    return badRequest(c, `The agent may not run ${foreign}. Allowed: ${allowed} (--repository).`);
  }
  const answer = services.want(name.data, wanted.data);
  return 'code' in answer ? c.json(answer, 409) : c.json(answer.state(), 202);
}

function foreignRepository(
  { stable, canary }: WantedService,
  allowed?: readonly string[],
): string | undefined {
  const found = [stable, canary].flatMap((version) => version?.repository ?? []);
  return allowed && found.find((repository) => !matchesAny(allowed, repository));
}

function bearer(tokens: readonly string[]): MiddlewareHandler {
  // Digests are of one length, and all are compared: the time taken tells nothing.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = tokens.map((token) => digest(`Bearer ${token}`));
  return async (c, next) => {
    const found = digest(c.req.header('authorization') ?? '');
    if (expected.filter((one) => timingSafeEqual(found, one)).length > 0) return next();
    const message =
      'The bearer token is missing or wrong. Set MERGANSER_AGENT_TOKEN to the one of this agent.';
    return c.json(refusal('bad-token', message), 401);
  };
}

const nameIn = (c: Context) => c.req.param('service') ?? '';
const unknown = (c: Context) => {
  const message = `No service ${JSON.stringify(nameIn(c))} was ever deployed here.`;
  return c.json(refusal('unknown-service', message), 404);
};
const badRequest = (c: Context, message: string) => c.json(refusal('bad-request', message), 400);
const refusal = (code: string, message: string): AgentRefusal => ({ code, message });
