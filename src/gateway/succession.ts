import { type ChildProcess, spawn } from 'node:child_process';
import type { Program } from './protocol.js';
import type { Gateway } from './gateway.js';
import { type Bequest, Heir } from './heir.js';

const patienceMs = 15_000;

/**
 * Starts another program in place of this gateway, and leaves it the sockets and counters. Both listen until the other is
 * ready, so that nobody is refused; what this one counts from here on, it tells. Throws when the other does not get ready, and
 * is then as it was.
 */
export async function bequeath(
  gateway: Gateway,
  { file, args }: Program,
  pids: readonly number[],
): Promise<void> {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const child = spawn(file, args, { stdio: [...stdio], detached: true });
  child.on('message', (message: Bequest) => {
    if (message.kind === 'listening') tellAll(gateway, new Heir(child), pids);
    if (message.kind === 'serve') gateway.reroute(message.serving);
  });
  try {
    await ready(child);
  } catch (error) {
    gateway.heir = undefined;
    child.kill('SIGKILL');
    throw error;
  }
}

/** In one go: from then on, it hears of every change. */
function tellAll(gateway: Gateway, heir: Heir, pids: readonly number[]): void {
  gateway.heir = heir;
  const counts = gateway.metrics.all().map((series) => series.counts());
  heir.tell({ kind: 'state', counts, flights: gateway.flights(), pids });
  for (const { serving, listener } of gateway.services()) heir.tell({ kind: 'service', serving }, listener);
  heir.tell({ kind: 'complete' });
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`it was not ready in ${patienceMs} ms`)), patienceMs);
    const settle = (how: () => void) => {
      clearTimeout(late);
      how();
    };
    child.on('message', ({ kind }: Bequest) => kind === 'ready' && settle(resolve));
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', () => settle(() => reject(new Error('it ended at once'))));
  });
}
