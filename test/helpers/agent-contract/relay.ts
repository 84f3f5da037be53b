import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Exchange } from './story.js';

/** Something that answers in the place of an agent. */
export interface Relay {
  readonly url: string;
  close(): void;
}

export async function relay(
  answer: (request: Exchange['request']) => Promise<Exchange['answer']>,
): Promise<Relay> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { status, body: said } = await answer({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: ours(request.headers),
        ...(body && { body: JSON.parse(body) as unknown }),
      });
      response.writeHead(status).end(typeof said === 'string' ? said : JSON.stringify(said));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The headers that our client sets itself. */
function ours(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const names = ['accept', 'authorization', 'content-type'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

/** Sends a request to an agent. */
export async function send(
  url: string,
  { method, path, headers, body }: Exchange['request'],
): Promise<Exchange['answer']> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const said = await response.text();
  return { status: response.status, body: said.startsWith('{') ? (JSON.parse(said) as unknown) : said };
}
