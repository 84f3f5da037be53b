import { askJson } from '../reader/ask.js';
import type { Ledger } from './ledger.js';

const everyMs = 1_000;

interface Instances {
  readonly instances: readonly { readonly pid: number }[];
}

/**
 * Records the services' processes, which belong to the agents: were the demo and an agent killed, nobody else would know
 * them. Returns what stops it.
 */
export function keepCensus(agents: readonly string[], ledger: Ledger): () => void {
  const count = async (url: string) => {
    const { instances } = await askJson<Instances>(`${url}/v1/services/cart`);
    for (const { pid } of instances) if (pid > 0) ledger.record('cart', pid);
  };
  const timer = setInterval(() => agents.forEach((url) => void count(url).catch(() => undefined)), everyMs);
  return () => clearInterval(timer);
}
