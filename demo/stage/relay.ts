import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request or an answer on its way. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a relay does with a request: passes it on, changed or not, or answers in the other's place. */
export type Meddle = (request: Passing, pass: (changed: Passing) => Promise<Response>) => Promise<Response>;

/** Stands between a part of the product and what it talks to. Returns its address. */
export async function relay(to: string, meddle: Meddle): Promise<string> {
  const pass = ({ method, path, headers, body }: Passing) =>
    fetch(new URL(path, to), { method, headers, ...(body && { body }) });
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await meddle(await passing(request), pass);
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(await answer.text());
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function passing(request: IncomingMessage): Promise<Passing> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const kept = ['content-type', 'authorization', 'accept'].flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: Object.fromEntries(kept) as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
