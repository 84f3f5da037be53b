import type { Version } from '../domain/release.js';
import type {
  AgentRefusal,
  ServiceProblem,
  ServiceState,
  WantedService,
} from '../deploy-targets/process/protocol.js';
import { cleanUp, converge, type Ground } from './converge.js';
import { admit } from './fencing.js';
import { Fleet } from './fleet.js';
import { FleetHistory } from './history.js';
import type { Instance } from './instance.js';
import { freePort } from './ports.js';
import { problemOf } from './problem.js';
import type { Running } from './usage-metrics.js';
import type { Counts } from '../gateway/counts.js';
import type { ServiceGateway } from './gateway/service-gateway.js';
import { type InForce, type ServiceRecord, versionKey } from './record.js';
import type { Site } from './site.js';
import { newLease, Ttl } from './ttl.js';
import { crashLimit, warningsOf } from './warnings.js';
import { Writing } from './writing.js';

/** One service at this site: what is wanted, what there is, and the work of bringing the two together. */
export class ManagedService {
  readonly #gateway: ServiceGateway;
  readonly #fleet: Fleet;
  readonly #ground: Ground;
  readonly history: FleetHistory;
  #operation = new AbortController();
  #work: Promise<void> = Promise.resolve();
  readonly #ttl: Ttl;
  readonly #writing: Writing;

  private constructor(
    private record: ServiceRecord,
    private readonly site: Site,
    /** The record is the one before the last: that was damaged. */
    private restored = false,
  ) {
    const { service } = record;
    this.#writing = new Writing(site.store, site.log);
    this.#ttl = new Ttl(
      (lease) => this.#save({ lease }),
      () => this.#expire(),
    );
    this.#gateway = site.gateway.service(service, site.host);
    this.#fleet = new Fleet(site, service, this.#gateway, {
      changed: () => this.#changed(),
      crashed: (instance, times, problem) => this.#crashed(instance, times, problem),
    });
    this.history = new FleetHistory({
      service,
      stateDir: site.stateDir,
      grain: site.historyGrain,
      log: site.log,
      stable: () => this.#stable(),
    });
    this.#ground = {
      service,
      fleet: this.#fleet,
      releases: site.releases,
      inForce: () => this.record.inForce,
      enforce: (state) => this.#enforce(state),
    };
  }

  static create(service: string, wanted: WantedService, site: Site): ManagedService {
    const empty = { inForce: { weight: 0 }, ttlExpired: false, instances: [], progress: 'working' } as const;
    const managed = new ManagedService({ service, wanted, ...empty }, site);
    try {
      managed.#accept(wanted);
    } catch (error) {
      void managed.close(true);
      throw error;
    }
    return managed;
  }

  /** Goes on where an earlier agent stopped. */
  static resume(record: ServiceRecord, site: Site, restored: boolean): ManagedService {
    const managed = new ManagedService(record, site, restored);
    managed.#fleet.resume(record.instances);
    // Before the gateway is told anything: what it does now is to go on.
    managed.#fleet.route(record.inForce);
    managed.#ttl.run(record.lease ?? leaseOf(record.wanted));
    managed.#begin();
    return managed;
  }

  /** Takes over a wanted state, or says why not. The work goes on after this returns. */
  want(wanted: WantedService): AgentRefusal | undefined {
    const { wanted: last, inForce } = this.record;
    const verdict = admit({ last, stable: inForce.stable }, wanted);
    if (typeof verdict === 'object') return verdict;
    const { progress, ttlExpired } = this.record;
    if (verdict === 'new' || progress === 'failed' || ttlExpired) this.#accept(wanted);
    else this.#renew(wanted);
    return undefined;
  }

  state(): ServiceState {
    const { service, wanted, progress, problem, inForce, port, ttlExpired, ttlExpiredBefore } = this.record;
    return {
      service,
      site: this.site.name,
      owner: wanted.owner,
      generation: wanted.generation,
      progress,
      problem,
      ...inForce,
      ttlExpired,
      ttlExpiredBefore,
      port: port ?? 0,
      instances: this.#fleet.states(),
      warnings: warningsOf({
        stateDir: this.site.stateDir,
        unwritten: this.#writing.failing,
        restored: this.restored,
        ttlExpired,
        instances: this.#fleet.all(),
      }),
    };
  }

  running(): Running[] {
    return this.#fleet.running();
  }

  async #stable(): Promise<Counts[]> {
    const ids = this.#fleet.stableIds(this.record.inForce);
    const counts = await this.site.gateway.counts();
    return counts.filter(
      ({ labels, ended }) => !ended && labels.track === 'stable' && ids.includes(labels.instance),
    );
  }

  async close(stopServices: boolean): Promise<void> {
    this.#ttl.stop();
    this.#operation.abort();
    await this.#work;
    if (stopServices) await this.#gateway.close();
    await this.history.close();
    await this.#fleet.close(stopServices);
    this.#writing.close();
  }

  #accept(wanted: WantedService): void {
    const record = {
      ...this.record,
      wanted,
      progress: 'working',
      problem: undefined,
      ttlExpired: false,
      ttlExpiredBefore: this.#expiredBefore(wanted),
      lease: leaseOf(wanted),
    } as const;
    this.#writing.write(record);
    this.record = record;
    this.restored = false;
    this.#ttl.run(record.lease);
    this.#begin();
  }

  #expiredBefore({ generation }: WantedService): boolean {
    const { ttlExpired, ttlExpiredBefore = false, wanted } = this.record;
    return ttlExpired || (ttlExpiredBefore && wanted.generation === generation);
  }

  /** One operation at a time: the one before is stopped, and awaited. */
  #begin(): void {
    this.#operation.abort();
    const operation = (this.#operation = new AbortController());
    this.#work = this.#work.then(() => this.#operate(operation.signal));
  }

  async #operate(stop: AbortSignal): Promise<void> {
    const { wanted, progress, inForce } = this.record;
    const log = this.site.log.child({ service: this.record.service, generation: wanted.generation });
    // After a failed attempt the state in force is the one to keep up.
    const want =
      progress === 'failed' ? { ...wanted, stable: inForce.stable, canary: inForce.canary } : wanted;
    try {
      stop.throwIfAborted();
      await this.#listen(wanted);
      await converge(this.#ground, want, stop);
      if (progress === 'working') this.#save({ progress: 'settled' });
      await this.#prune();
      const runs = { stable: want.stable?.commit, canary: want.canary?.commit };
      log.info(runs, progress === 'failed' ? 'goes on with what was in force' : 'settled');
    } catch (error) {
      if (stop.aborted) return;
      const problem = problemOf(error);
      log.error({ problem }, 'failed');
      await cleanUp(this.#ground, stop);
      if (stop.aborted) return;
      this.#save({ progress: 'failed', problem });
      await this.#prune();
    }
  }

  async #listen(wanted: WantedService): Promise<void> {
    const port = wanted.port ?? this.record.port ?? (await freePort(this.site.host));
    try {
      await this.#gateway.listen(port);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(
        `port ${port} cannot be used (${why}); free it, or give the service another at ${this.site.name}`,
      );
    }
    this.#save({ port });
  }

  #enforce(state: InForce): void {
    const last = this.record.inForce;
    const replaced = last.stable && state.stable && versionKey(last.stable) !== versionKey(state.stable);
    const inForce = { ...state, weight: this.#weight(state) };
    this.#save({ inForce, ...(replaced && { previous: last.stable }) });
    this.#fleet.route(inForce);
  }

  /** A canary beside no stable version is all there is. */
  #weight({ stable, canary, weight }: InForce): number {
    if (!canary) return 0;
    if (!stable) return 1;
    return this.record.ttlExpired ? 0 : weight;
  }

  /** What cannot be deleted now is deleted after the next operation. */
  async #prune(): Promise<void> {
    const { service, inForce, previous, wanted } = this.record;
    const versions = [inForce.stable, inForce.canary, previous, wanted.stable, wanted.canary];
    try {
      this.#fleet.pruneOutputs();
      await this.site.releases.keepOnly(
        service,
        versions.filter((version) => version !== undefined),
      );
    } catch (error) {
      this.site.log.error({ service, error }, 'old releases and outputs could not be deleted');
    }
  }

  /** Begins the time anew after which a canary without renewal loses its requests. */
  #renew(wanted: WantedService): void {
    const lease = leaseOf(wanted);
    this.#save({ lease });
    this.#ttl.run(lease);
  }

  #expire(): void {
    const { wanted, inForce, service, ttlExpired } = this.record;
    if (ttlExpired || !wanted.canary || !wanted.stable || wanted.weight === 0) return;
    const { ttlMs } = wanted;
    this.site.log.warn({ service, ttlMs }, 'nobody renewed the canary: all traffic goes back to stable');
    this.#save({ ttlExpired: true });
    this.#enforce(inForce);
  }

  #changed(): void {
    this.#save({ instances: this.#fleet.records(), ...(this.#hasRecovered() && recovered) });
    this.#fleet.route(this.record.inForce);
  }

  /** What crashed again and again, after the wanted state had been reached, runs for a while now. */
  #hasRecovered(): boolean {
    const { progress, problem, wanted, inForce } = this.record;
    if (progress !== 'failed' || problem?.code !== 'crashed') return false;
    if (!sameVersion(wanted.stable, inForce.stable) || !sameVersion(wanted.canary, inForce.canary))
      return false;
    return this.#fleet.all().every(({ healthy, crashes }) => healthy && crashes === 0);
  }

  #crashed(instance: Instance, times: number, problem: ServiceProblem): void {
    const { service, progress } = this.record;
    this.site.log.warn({ service, instance: instance.id, times, problem }, 'an instance ended by itself');
    if (times >= crashLimit && progress === 'settled') this.#save({ progress: 'failed', problem });
  }

  #save(change: Partial<ServiceRecord>): void {
    this.record = { ...this.record, ...change };
    this.#writing.keep(this.record);
  }
}

const recovered = { progress: 'settled', problem: undefined } as const;
const leaseOf = ({ ttlMs }: WantedService) => (ttlMs === undefined ? undefined : newLease(ttlMs));

function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  return (a && versionKey(a)) === (b && versionKey(b));
}
