import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

/** A request that a server has begun with, and waits for the rest of. */
export interface SlowRequest {
  /** Sends the rest, and resolves with the status of the answer. */
  finish(): Promise<number>;
}

/** Sends all of a request but its body, and resolves when the server has asked for that. */
export async function slowRequest(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SlowRequest> {
  const sending = request(url, {
    method: 'POST',
    headers: { ...headers, expect: '100-continue', 'content-length': Buffer.byteLength(body) },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  const answer = once(sending, 'response') as Promise<[IncomingMessage]>;
  // It may break off before anybody waits for it.
  answer.catch(() => undefined);
  return {
    async finish() {
      sending.end(body);
      const [message] = await answer;
      message.resume();
      return message.statusCode ?? 0;
    },
  };
}

/** Whether nobody listens there. */
export const isRefused = (url: string) =>
  fetch(url).then(
    () => undefined,
    () => true,
  );
