import { createHmac, randomUUID } from 'node:crypto';

/** A webhook to send: `body` goes out byte for byte. */
export interface Delivery {
  readonly url: string;
  readonly secret: string;
  readonly event: string;
  readonly body: string;
}

/** How the receiver answered. */
export interface Delivered {
  readonly status: number;
  readonly body: string;
  readonly delivery: string;
}

/** GitHub gives up after 10 s. */
const timeout = 10_000;

/** What GitHub puts beside a body, the signature included. */
export function deliveryHeaders({ secret, event, body }: Omit<Delivery, 'url'>) {
  return {
    Accept: '*/*',
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/044aadd',
    'X-GitHub-Delivery': randomUUID(),
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': '292430182',
    'X-GitHub-Hook-Installation-Target-ID': '79929171',
    'X-GitHub-Hook-Installation-Target-Type': 'repository',
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}

/** Sends a webhook once: GitHub does not deliver again by itself. Throws when nobody answers. */
export async function deliver(delivery: Delivery): Promise<Delivered> {
  const headers = deliveryHeaders(delivery);
  const signal = AbortSignal.timeout(timeout);
  const response = await fetch(delivery.url, { method: 'POST', headers, body: delivery.body, signal });
  return { status: response.status, body: await response.text(), delivery: headers['X-GitHub-Delivery'] };
}
