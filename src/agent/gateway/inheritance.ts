import type { Server } from 'node:http';
import { Series } from '../proxy/metrics.js';
import type { Gateway } from './gateway.js';
import type { Legacy } from './heir.js';

/** Takes over from the gateway that has started this process. Returns when it has all, with who serves on besides. */
export async function inherit(gateway: Gateway): Promise<{ readonly pids: readonly number[] }> {
  const before = { pids: [] as readonly number[] };
  process.once('disconnect', () => {
    before.pids = [];
    gateway.elsewhere.clear();
  });
  await new Promise<void>((resolve, reject) => {
    let work = Promise.resolve();
    process.on('message', (legacy: Legacy, listener?: Server) => {
      if (legacy.kind === 'state') before.pids = legacy.pids;
      if (legacy.kind === 'complete') work.then(resolve, reject);
      else if (legacy.kind === 'service') work = work.then(() => take(gateway, legacy.serving, listener));
      else count(gateway, legacy);
    });
  });
  return before;
}

type Inherited = Extract<Legacy, { kind: 'service' }>;

async function take(gateway: Gateway, serving: Inherited['serving'], listener?: Server): Promise<void> {
  if (listener) await gateway.inherit(serving, listener);
}

function count(gateway: Gateway, legacy: Exclude<Legacy, Inherited>): void {
  if (legacy.kind === 'state') {
    for (const counts of legacy.counts) gateway.remember(Series.from(counts));
    for (const [instance, flights] of legacy.flights) gateway.elsewhere.add(instance, flights);
  }
  if (legacy.kind === 'flight') gateway.elsewhere.add(legacy.instance, legacy.by);
  if (legacy.kind === 'counted') gateway.counted(legacy.series, legacy.code, legacy.seconds);
}
