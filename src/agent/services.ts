import type { AgentRefusal, WantedService } from '../deploy-targets/process/protocol.js';
import { ManagedService } from './service.js';
import type { Site } from './site.js';

/** All services of the agent, by name. */
export class Services {
  readonly #services = new Map<string, ManagedService>();
  ready = false;

  constructor(private readonly site: Site) {}

  /** Goes on with the services that an earlier agent has left on disk. */
  resume(): void {
    for (const record of this.site.store.all()) {
      this.#services.set(record.service, ManagedService.resume(record, this.site));
    }
    this.ready = true;
  }

  all(): ManagedService[] {
    return [...this.#services.values()];
  }

  get(name: string): ManagedService | undefined {
    return this.#services.get(name);
  }

  want(name: string, wanted: WantedService): ManagedService | AgentRefusal {
    const known = this.#services.get(name);
    if (known) return known.want(wanted) ?? known;
    const created = ManagedService.create(name, wanted, this.site);
    this.#services.set(name, created);
    return created;
  }

  async close(stopServices: boolean): Promise<void> {
    await Promise.all(this.all().map((service) => service.close(stopServices)));
  }
}
