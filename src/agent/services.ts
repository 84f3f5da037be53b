import type { AgentRefusal, WantedService } from '../deploy-targets/process/protocol.js';
import { endOrphans } from './orphans.js';
import { isAlive } from './proc.js';
import { ManagedService } from './service.js';
import type { Site } from './site.js';

/** All services of the agent, by name. */
export class Services {
  readonly #services = new Map<string, ManagedService>();
  ready = false;

  constructor(private readonly site: Site) {}

  /** Goes on with the services that an earlier agent has left on disk. */
  resume(): void {
    const records = this.site.store.all();
    const living = records
      .flatMap(({ instances }) => instances)
      .filter(({ pid, startedAt }) => isAlive(pid, startedAt));
    const ended = endOrphans(this.site.stateDir, new Set(living.map(({ pid }) => pid)));
    if (ended.length > 0)
      this.site.log.warn({ pids: ended }, 'ended what the last agent had not written down');
    for (const record of records) {
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
