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
  return {
    async finish() {
      sending.end(body);
      const [answer] = (await once(sending, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode ?? 0;
    },
  };
}

/** Whether nobody listens there. */
export const isRefused = (url: string) =>
  fetch(url).then(
    () => undefined,
    () => true,
  );
