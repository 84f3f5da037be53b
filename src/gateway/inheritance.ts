import type { Server } from 'node:http';
import { Series } from './proxy/metrics.js';
import type { Gateway } from './gateway.js';
import type { Bequest, Legacy } from './heir.js';

/** The gateway that has started this one, and those before that: they still serve connections of theirs. */
export interface Predecessor {
  readonly pids: readonly number[];
  tell(bequest: Bequest): void;
}

/** Tells it nothing when it has ended. */
function tell(bequest: Bequest): void {
  if (process.connected) process.send?.(bequest, undefined, undefined, () => undefined);
}

/** Takes over from the gateway that has started this process, if one has. Returns when it has all. */
export async function inherit(gateway: Gateway): Promise<Predecessor> {
  const before = { pids: [] as readonly number[], tell };
  if (!process.connected) return before;
  process.once('disconnect', () => {
    before.pids = [];
    gateway.elsewhere.clear();
  });
  await new Promise<void>((resolve, reject) => {
    const work: Promise<void>[] = [];
    process.on('message', (legacy: Legacy, listener?: Server) => {
      if (legacy.kind === 'state') before.pids = legacy.pids;
      if (legacy.kind === 'complete') Promise.all(work).then(() => resolve(), reject);
      // At once: what comes in before somebody handles it would get no answer.
      else if (legacy.kind === 'service') work.push(take(gateway, legacy.serving, listener));
      else count(gateway, legacy);
    });
    tell({ kind: 'listening' });
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
  if (legacy.kind === 'counted') gateway.counted(legacy.series, legacy.labels, legacy.code, legacy.seconds);
}
