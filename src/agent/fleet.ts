import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Version } from '../domain/release.js';
import { short } from '../domain/ids.js';
import type { InstanceState, ServiceProblem } from '../deploy-targets/process/protocol.js';
import { environmentOf, type Place, secretsOf } from './environment.js';
import type { Target } from '../gateway/protocol.js';
import type { ServiceGateway } from './gateway/service-gateway.js';
import { Instance } from './instance.js';
import { keepNewest, lastLines, rotateOutput } from './output.js';
import type { Running } from './usage-metrics.js';
import { type InForce, type InstanceRecord, versionKey } from './record.js';
import { Secrets } from './secrets.js';
import type { Site } from './site.js';

const rotateEveryMs = 1_000;
const keptOutputs = 20;

/** Instances that make up a wanted state, split by track. */
export interface Crew {
  readonly stable: readonly Instance[];
  readonly canary: readonly Instance[];
}

export interface FleetEvents {
  changed(): void;
  crashed(instance: Instance, times: number, problem: ServiceProblem): void;
}

/** All instances of a service at this site. */
export class Fleet {
  #instances: Instance[] = [];
  readonly #rotating: NodeJS.Timeout;
  /** What the envFiles hold and held. */
  readonly #secrets = new Secrets();

  constructor(
    private readonly site: Site,
    private readonly service: string,
    private readonly gateway: ServiceGateway,
    private readonly events: FleetEvents,
  ) {
    this.#rotating = setInterval(
      () => this.#instances.forEach((i) => rotateOutput(this.#output(i.id))),
      rotateEveryMs,
    );
    this.#rotating.unref();
  }

  /** Those of the instances there are that serve a state; no more of them than it wants. */
  crew({ stable, canary }: Omit<InForce, 'weight'>): Crew {
    const canaries = this.#take(canary, canary?.canaryInstances, (i) => i.track === 'canary');
    return { stable: this.#take(stable, stable?.instances, (i) => !canaries.includes(i)), canary: canaries };
  }

  start(version: Version, track: InstanceState['track']): void {
    const instance = this.#add(`${short(version.commit)}-${randomBytes(3).toString('hex')}`, version, track);
    instance.start();
  }

  resume(records: readonly InstanceRecord[]): void {
    for (const record of records) this.#add(record.id, record.version, record.track).resume(record);
  }

  /** Gives the traffic to a state, at once: the weights and the tracks of its instances. */
  route(state: InForce): void {
    const { stable, canary } = this.crew(state);
    for (const instance of stable) this.#label(instance, 'stable');
    for (const instance of canary) this.#label(instance, 'canary');
    this.gateway.route([...targets(stable, 1 - state.weight), ...targets(canary, state.weight)]);
  }

  /** The ids of the stable instances of a state. */
  stableIds(state: InForce): string[] {
    return this.crew(state).stable.map(({ id }) => id);
  }

  /** The instances that are counted and have a process now. */
  running(): Running[] {
    return this.#instances.flatMap(({ labels, pid }) => (labels && pid ? [{ labels, pid }] : []));
  }

  /** Ends what no longer gets requests, after those in flight. Stopped, it leaves it running. */
  async drain(instances: readonly Instance[], stop: AbortSignal): Promise<void> {
    await this.gateway.applied(stop);
    await Promise.all(
      instances.map(async (instance) => {
        await this.gateway.idle(instance.id, this.site.patience.drainMs, stop);
        if (!stop.aborted) await this.remove(instance, instance.healthy ? undefined : 0);
      }),
    );
  }

  async remove(instance: Instance, graceMs?: number): Promise<void> {
    await instance.stop(graceMs);
    this.#instances = this.#instances.filter((other) => other !== instance);
    this.events.changed();
  }

  /** All that are not in any of these crews. */
  others(...crews: readonly Crew[]): Instance[] {
    const kept = new Set(crews.flatMap(({ stable, canary }) => [...stable, ...canary]));
    return this.#instances.filter((instance) => !kept.has(instance));
  }

  /** Outputs of instances that are gone are kept for people, the newest of them. */
  pruneOutputs(): void {
    keepNewest(dirname(this.#output('any')), keptOutputs + this.#instances.length);
  }

  records(): InstanceRecord[] {
    return this.#instances.map((i) => i.record()).filter((record) => record !== undefined);
  }

  all(): readonly Instance[] {
    return this.#instances;
  }

  states(): InstanceState[] {
    return this.#instances.map((i) => i.state());
  }

  async close(stopServices: boolean): Promise<void> {
    clearInterval(this.#rotating);
    if (stopServices) await Promise.all(this.#instances.map((i) => i.stop()));
    else this.#instances.forEach((i) => i.abandon());
  }

  #add(id: string, version: Version, track: InstanceState['track']): Instance {
    const { site, service, events } = this;
    const instance: Instance = new Instance({
      id,
      version,
      track,
      directory: site.releases.directory(service, version),
      output: this.#output(id),
      confinement: site.confinement,
      killAfterMs: site.patience.killAfterMs,
      prepare: (stop) => site.releases.prepare(service, version, stop),
      said: () => this.#said(id, version),
      environment: (port) => environmentOf(site.env, version, this.#learn(version), this.#place, port),
      changed: () => events.changed(),
      crashed: (times, problem) => events.crashed(instance, times, problem),
    });
    this.#instances.push(instance);
    return instance;
  }

  /** A promoted canary keeps its processes, and counts anew on its new track. */
  #label(instance: Instance, track: InstanceState['track']): void {
    instance.track = track;
    const labels = { service: this.service, site: this.site.name, track, version: instance.version.commit };
    instance.labels = { ...labels, instance: instance.id };
  }

  #take(version: Version | undefined, count = 0, fits: (instance: Instance) => boolean): Instance[] {
    if (!version) return [];
    const key = versionKey(version);
    const found = this.#instances.filter((instance) => instance.key === key && fits(instance));
    return found.sort((a, b) => Number(b.healthy) - Number(a.healthy)).slice(0, count);
  }

  get #place(): Place {
    return { site: this.site.name, service: this.service };
  }

  #learn(version: Version): Readonly<Record<string, string>> {
    const secrets = secretsOf(version, this.#place);
    this.#secrets.learn(Object.values(secrets));
    return secrets;
  }

  /** An instance that an earlier agent started has its values from the file, too. */
  #said(id: string, version: Version): string[] {
    try {
      this.#learn(version);
    } catch {
      // The file is gone, and what it held was learned when the instance was started.
    }
    return lastLines(this.#output(id), this.#secrets);
  }

  #output(id: string): string {
    return join(this.site.stateDir, 'logs', this.service, `${id}.log`);
  }
}

function targets(instances: readonly Instance[], share: number): Target[] {
  const count = instances.filter(({ healthy }) => healthy).length;
  return instances.flatMap(({ labels, port, healthy }) =>
    labels ? [{ labels, port, weight: healthy ? share / count : 0 }] : [],
  );
}
