import { join } from 'node:path';
import { endOrphans } from '../../../src/agent/orphans.js';
import { listenerPort } from '../../helpers/listener-port.js';
import type { ServiceState } from '../../../src/deploy-targets/process/protocol.js';
import { steadyTraffic, type Traffic } from '../../helpers/steady-traffic.js';
import { atLast, startProduct, type Env, type Product } from './product.js';

const perSecond = 40;

type Where = Readonly<Record<string, { readonly sites: readonly string[] }>>;

interface Site {
  readonly agentPort: number;
  readonly stateDir: string;
  /** Of each service's proxy. */
  readonly ports: ReadonlyMap<string, number>;
  agent?: Product | undefined;
}

/** The sites of an installation: real agents, which are started and killed, and light traffic to their services. */
export class Sites {
  private readonly traffic: Traffic[] = [];

  private constructor(
    private readonly sites: ReadonlyMap<string, Site>,
    private readonly env: Env,
    private readonly program: string | undefined,
  ) {
    atLast(() => this.endServices());
  }

  /** `program` is the `merganser` to run; without one, this clone's. */
  static async of(services: Where, folder: string, env: Env, program?: string): Promise<Sites> {
    const sites = new Map<string, Site>();
    for (const name of new Set(Object.values(services).flatMap((service) => service.sites))) {
      const here = Object.entries(services).filter(([, service]) => service.sites.includes(name));
      const ports = new Map<string, number>();
      for (const [service] of here) ports.set(service, await listenerPort());
      sites.set(name, { agentPort: await listenerPort(), stateDir: join(folder, name), ports });
    }
    return new Sites(sites, env, program);
  }

  get names(): readonly string[] {
    return [...this.sites.keys()];
  }

  /** `sites` of the platform file. */
  get settings() {
    return [...this.sites].map(([name, { agentPort, ports }]) => ({
      name,
      target: { type: 'process', url: local(agentPort), ports: Object.fromEntries(ports) },
    }));
  }

  async start(name: string): Promise<void> {
    const site = this.site(name);
    const { agentPort, stateDir } = site;
    const where = ['--listen', `127.0.0.1:${agentPort}`, '--state-dir', stateDir];
    const args = ['agent', '--site', name, ...where, '--stop-services-on-exit'];
    site.agent = await startProduct(args, this.env, this.program);
  }

  /** The agent is gone at once; its services run on, without requests. */
  async kill(name: string): Promise<void> {
    await this.site(name).agent?.kill();
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.site(name).agent?.signal(signal);
  }

  async state(name: string, service: string): Promise<ServiceState> {
    const answer = await fetch(`${local(this.site(name).agentPort)}/v1/services/${service}`);
    return (await answer.json()) as ServiceState;
  }

  /** The commit of each version that a service has at each of its sites, canaries included. */
  async versions(service: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const there = [...this.sites].filter(([, { ports }]) => ports.has(service));
    const states = await Promise.all(there.map(([name]) => this.state(name, service)));
    return Object.fromEntries(
      states.map(({ site, instances }) => [site, [...new Set(instances.map(({ commit }) => commit))]]),
    );
  }

  /** Begins to send requests to a service at all its sites. */
  ask(service: string): void {
    for (const { ports } of this.sites.values()) {
      const port = ports.get(service);
      if (port !== undefined) this.traffic.push(steadyTraffic(`${local(port)}/`, perSecond));
    }
  }

  /** Ends everything, also what an agent that was killed has left. */
  async close(): Promise<void> {
    await Promise.all(this.traffic.map((traffic) => traffic.stop()));
    await Promise.all([...this.sites.values()].map(async ({ agent }) => agent?.stop()));
    this.endServices();
  }

  private endServices(): void {
    for (const { stateDir } of this.sites.values())
      endOrphans(stateDir, { groups: new Set(), services: new Set() });
  }

  private site(name: string): Site {
    const site = this.sites.get(name);
    if (!site) throw new Error(`there is no site ${name}`);
    return site;
  }
}

const local = (port: number) => `http://127.0.0.1:${port}`;
