import { Agent, request } from 'node:http';
import { deliveryHeaders } from '../../doubles/github/index.js';

/** Something that was sent: how long it took from when it was due, in ms, and a status or an error. */
export interface Sent {
  readonly ms: number;
  readonly result: string;
}

/** Sends so many a second, whether or not earlier ones have been answered, and waits for all answers. */
export async function paced(
  count: number,
  perSecond: number,
  send: (n: number) => Promise<string>,
): Promise<Sent[]> {
  const begun = performance.now();
  const dueAt = (n: number) => begun + (n * 1_000) / perSecond;
  const open: Promise<Sent>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      while (open.length < count && dueAt(open.length) <= performance.now()) {
        const due = dueAt(open.length);
        const one = send(open.length).catch((error: Error) => error.message);
        open.push(one.then((result) => ({ ms: performance.now() - due, result })));
      }
      if (open.length < count) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  return Promise.all(open);
}

/** GitHub gives up after 10 s. */
const patienceMs = 10_000;

/** Sends signed webhooks over kept connections; each resolves with the status of its answer. */
export function sender(url: string, secret: string) {
  const agent = new Agent({ keepAlive: true });
  const send = (payload: object) =>
    new Promise<string>((resolve, reject) => {
      const body = JSON.stringify(payload);
      const headers = deliveryHeaders({ secret, event: 'push', body });
      const asking = request(url, { agent, method: 'POST', headers, timeout: patienceMs }, (answer) => {
        answer.resume();
        answer.once('error', reject);
        answer.once('end', () => resolve(String(answer.statusCode)));
      });
      asking.once('timeout', () => asking.destroy(new Error(`no answer in ${patienceMs} ms`)));
      asking.once('error', reject);
      asking.end(body);
    });
  return { send, close: () => agent.destroy() };
}
