import { Counter } from 'prom-client';
import { newRegistry } from './registry.js';

/** `failed`: Temporal did not take it, so GitHub was answered 503. */
export const webhookResults = ['accepted', 'ignored', 'refused', 'failed'] as const;
export type WebhookResult = (typeof webhookResults)[number];

/** What the starter counts. Every series begins with 0, so that its first increase is seen. */
export function starterMetrics() {
  const registry = newRegistry('starter');
  const webhooks = new Counter({
    name: 'merganser_webhooks_total',
    help: 'Webhook deliveries, by what became of them.',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of webhookResults) webhooks.inc({ result }, 0);
  return { registry, webhook: (result: WebhookResult) => webhooks.inc({ result }) };
}
