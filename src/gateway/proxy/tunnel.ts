import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.js';
import { endToEnd, pairs } from './headers.js';
import { refuse } from './refusal.js';

/** One end of a connection that has changed its protocol, and what came over it behind the head. */
export interface Ends {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** Joins a client and an instance that have agreed on another protocol. Each sees when the other ends its side. */
export function tunnel(
  instance: Ends & { readonly from: IncomingMessage },
  client: Ends | undefined,
  response: ServerResponse,
  exchange: Exchange,
): void {
  if (!client) {
    exchange.failed();
    instance.socket.destroy();
    refuse(response, 502, 'The instance changed to a protocol that nobody had asked for.');
    return;
  }
  const leave = exchange.switched();
  response.detachSocket(client.socket);
  const ends = [client.socket, instance.socket] as const;
  let open = ends.length;
  for (const [one, other] of [ends, [...ends].reverse()] as [Socket, Socket][]) {
    // What is broken on one side is broken off on the other.
    one.on('error', () => other.destroy());
    one.once('close', () => {
      if (--open === 0) leave();
    });
  }
  client.socket.write(headOf(instance.from), 'latin1');
  client.socket.write(instance.head);
  instance.socket.write(client.head);
  client.socket.pipe(instance.socket).pipe(client.socket);
}

function headOf(answer: IncomingMessage): string {
  const fields = pairs(endToEnd(answer)).map(([name, value]) => `${name}: ${value}\r\n`);
  const upgrade = `connection: upgrade\r\nupgrade: ${answer.headers.upgrade}\r\n`;
  return `HTTP/1.1 101 Switching Protocols\r\n${upgrade}${fields.join('')}\r\n`;
}
