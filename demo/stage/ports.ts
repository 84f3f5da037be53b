import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const host = '127.0.0.1';

/** The ports of one run: the usual ones where they are free, else others; none twice. */
export class Ports {
  private readonly taken = new Set<number>();

  async take(preferred: number): Promise<number> {
    let port = this.taken.has(preferred) ? undefined : await free(preferred);
    while (port === undefined || this.taken.has(port)) port = await free(0);
    this.taken.add(port);
    return port;
  }
}

/** The port when it is free (0: any that is), else undefined. */
async function free(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}

/** Which port is whose. */
export interface StagePorts {
  readonly slack: number;
  readonly temporal: { readonly port: number; readonly ui: number };
  readonly starter: number;
  readonly traffic: number;
  readonly pages: number;
  readonly sites: readonly { readonly site: string; readonly agent: number; readonly service: number }[];
}

/** Ports for everything: the usual ones, so that addresses are the same every time, where nobody else has them. */
export async function portsFor(): Promise<StagePorts> {
  const ports = new Ports();
  const sites = [];
  for (const [i, site] of ['site_1', 'site_2', 'site_3'].entries())
    sites.push({ site, agent: await ports.take(4301 + i), service: await ports.take(4201 + i) });
  return {
    slack: await ports.take(4100),
    temporal: { port: await ports.take(7233), ui: await ports.take(8233) },
    starter: await ports.take(4400),
    traffic: await ports.take(4500),
    pages: await ports.take(4600),
    sites,
  };
}
