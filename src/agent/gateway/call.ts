import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Calls } from '../../gateway/protocol.js';

/** The gateway is there, but does not do what is asked. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
}

// The calls are few, and a kept connection could end just as one comes.
const agent = new Agent({ keepAlive: false });

/** One call to the gateway that listens on a socket. Throws a GatewayRefusal, or the error of a connection. */
export async function call<Name extends keyof Calls>(
  socketPath: string,
  name: Name,
  input: Calls[Name]['input'],
  signal?: AbortSignal,
): Promise<Calls[Name]['output']> {
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asking = request({ socketPath, agent, signal, method: 'POST', path: `/${name}` }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    asking.once('error', reject).end(JSON.stringify(input));
  });
  if (status !== 200) throw new GatewayRefusal(body);
  return (JSON.parse(body) ?? undefined) as Calls[Name]['output'];
}
