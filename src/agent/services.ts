import { join } from 'node:path';
import type { AgentRefusal, WantedService } from '../deploy-targets/process/protocol.js';
import { diskFull } from './disk.js';
import { admit } from './fencing.js';
import { endOrphans } from './orphans.js';
import { isAlive } from './os-processes.js';
import { ManagedService } from './service.js';
import type { Site } from './site.js';

/** All services of the agent, by name. */
export class Services {
  readonly #services = new Map<string, ManagedService>();
  #unreadable: ReadonlyMap<string, string> = new Map();
  ready = false;

  constructor(private readonly site: Site) {}

  /** Goes on with the services that an earlier agent has left on disk. */
  resume(): void {
    const { records, restored, unreadable } = this.site.store.all();
    this.#unreadable = unreadable;
    for (const [service, reason] of unreadable)
      this.site.log.error({ service, reason }, 'the state cannot be read: its processes are left alone');
    const living = records
      .flatMap(({ instances }) => instances)
      .filter(({ pid, startedAt }) => isAlive(pid, startedAt));
    const groups = new Set([...living.map(({ pid }) => pid), ...this.site.gateway.pids]);
    const kept = { groups, services: new Set(unreadable.keys()) };
    const ended = endOrphans(this.site.stateDir, kept);
    if (ended.length > 0)
      this.site.log.warn({ pids: ended }, 'ended what the last agent had not written down');
    for (const record of records) {
      this.#services.set(
        record.service,
        ManagedService.resume(record, this.site, restored.includes(record.service)),
      );
    }
    this.ready = true;
  }

  all(): ManagedService[] {
    return [...this.#services.values()];
  }

  get(name: string): ManagedService | undefined {
    return this.#services.get(name);
  }

  /** Why nothing can be said or done of a service: its state on disk is damaged. */
  damage(name: string): AgentRefusal | undefined {
    const reason = this.#unreadable.get(name);
    if (reason === undefined) return undefined;
    const file = join(this.site.stateDir, 'services', `${name}.json`);
    const message = `The state of ${name} in ${file} cannot be read (${reason}). Its processes run on, and get requests as long as the gateway does. Put back a whole file, or move it and ${name}.json.old away; then start the agent again and deploy.`;
    return { code: 'state-unreadable', message };
  }

  get diskFull(): string {
    return diskFull(this.site.stateDir);
  }

  want(name: string, wanted: WantedService): ManagedService | AgentRefusal {
    const known = this.#services.get(name);
    if (known) return known.want(wanted) ?? known;
    const verdict = admit({}, wanted);
    if (typeof verdict === 'object') return verdict;
    const created = ManagedService.create(name, wanted, this.site);
    this.#services.set(name, created);
    return created;
  }

  async close(stopServices: boolean): Promise<void> {
    await Promise.all(this.all().map((service) => service.close(stopServices)));
  }
}
