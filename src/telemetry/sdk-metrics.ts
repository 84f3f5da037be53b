import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { TelemetryOptions } from '@temporalio/worker';

/**
 * The metrics of Temporal's own SDK (`temporal_...`). It serves them itself and nowhere else, so it does that on loopback,
 * and what it serves is put behind ours.
 */
export async function sdkMetrics(): Promise<{ options: TelemetryOptions; read(): Promise<string> }> {
  const bindAddress = `127.0.0.1:${await freePort()}`;
  return {
    options: {
      metrics: { prometheus: { bindAddress, countersTotalSuffix: true, useSecondsForDurations: true } },
    },
    async read() {
      try {
        return await (
          await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(2_000) })
        ).text();
      } catch {
        return '';
      }
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
