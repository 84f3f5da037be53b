import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Calls } from './protocol.js';

export type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input'],
  ) => Calls[Name]['output'] | Promise<Calls[Name]['output']>;
};

/** Answers the agent's calls on a socket of the file system. What a handler throws is answered as 409. */
export class ControlServer {
  #server?: Server;

  constructor(
    private readonly path: string,
    private readonly handlers: Handlers,
  ) {}

  async listen(): Promise<void> {
    // Of one that died. Whoever starts this has made sure that nobody listens there.
    rmSync(this.path, { force: true });
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.path, resolve);
    });
    chmodSync(this.path, 0o600);
    this.#server = server;
  }

  /** Takes no more calls. Those that are there are answered. */
  close(): void {
    this.#server?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const handler = this.#handlerOf(request.url?.slice(1) ?? '');
      const output = await handler(JSON.parse((await text(request)) || 'null'));
      response.end(JSON.stringify(output ?? null));
    } catch (error) {
      response.writeHead(409).end(error instanceof Error ? error.message : String(error));
    }
  }

  #handlerOf(name: string): (input: unknown) => unknown {
    const handler = Object.entries(this.handlers).find(([known]) => known === name)?.[1];
    if (!handler) throw new Error(`there is no call "${name}"`);
    return handler as (input: unknown) => unknown;
  }
}
