import type { Server } from 'node:http';
import type { SeriesLabels } from './counts.js';
import { Elsewhere } from './elsewhere.js';
import type { Flights, Heir } from './heir.js';
import type { Serving, Target } from './protocol.js';
import { Metrics, Series } from './proxy/metrics.js';
import { ServiceProxy } from './proxy/service-proxy.js';
import { ServedInstance } from './served-instance.js';

interface Service {
  readonly proxy: ServiceProxy;
  serving: Serving;
}

/** The proxies of all services of a site, and their counters. */
export class Gateway {
  readonly metrics = new Metrics();
  readonly #services = new Map<string, Service>();
  readonly #instances = new Map<string, ServedInstance>();
  /** What the one before it still has in flight. */
  readonly elsewhere = new Elsewhere((id, by) => this.heir?.flight(id, by));
  /** Who takes its place, once there is one. */
  heir?: Heir;

  /** Brings a service to what is wanted. Throws when its port cannot be listened on; the rest is done nevertheless. */
  async serve(serving: Serving): Promise<void> {
    const { service, host, port } = serving;
    const known = this.#services.get(service);
    const proxy = this.#route(serving);
    if (known?.serving.port === port && known.serving.host === host) return void (known.serving = serving);
    // On another address of the same port there is room only after this one.
    if (known?.serving.port === port) await proxy.close();
    await proxy.listen({ port, host });
    this.#services.set(service, { proxy, serving });
  }

  /** Goes on with the socket of another gateway. */
  async inherit(serving: Serving, listener: Server): Promise<void> {
    const proxy = this.#route(serving);
    await proxy.listen(listener);
    this.#services.set(serving.service, { proxy, serving });
  }

  /** For the connections that it still has, when another listens in its place. */
  reroute(serving: Serving): void {
    const known = this.#services.get(serving.service);
    if (!known) return;
    this.#route(serving);
    known.serving = serving;
  }

  /** New requests go to these from now on. */
  #route({ service, targets, maxBody }: Serving): ServiceProxy {
    const proxy = this.#services.get(service)?.proxy ?? new ServiceProxy();
    const before = this.#services.get(service)?.serving.targets ?? [];
    proxy.limitBody(maxBody);
    proxy.route(targets.map((target) => ({ to: this.#instance(target), weight: target.weight })));
    const kept = new Set(targets.map(({ labels }) => labels.instance));
    for (const { labels } of before) if (!kept.has(labels.instance)) void this.#forget(labels.instance);
    return proxy;
  }

  #instance(target: Target): ServedInstance {
    const id = target.labels.instance;
    const known = this.#instances.get(id);
    known?.update(target);
    const instance = known ?? this.#meet(target);
    this.#instances.set(id, instance);
    return instance;
  }

  #meet(target: Target): ServedInstance {
    const id = target.labels.instance;
    return new ServedInstance(
      target,
      (by) => this.heir?.flight(id, by),
      (labels) => this.#current(labels),
    );
  }

  #current(labels: SeriesLabels): Series {
    return this.metrics.current(labels) ?? this.remember(new Series(labels));
  }

  /** What gets no more requests is done with when it has answered its last. */
  async #forget(id: string): Promise<void> {
    const instance = this.#instances.get(id);
    if (!instance) return;
    instance.series.end();
    await instance.flight.idle();
    if (instance.series.endedAt === undefined) return;
    instance.connections.destroy();
    this.#instances.delete(id);
  }

  async idle(id: string): Promise<void> {
    await Promise.all([this.#instances.get(id)?.flight.idle(), this.elsewhere.idle(id)]);
  }

  /** Counts what another gateway has answered, in the same series, or for an instance that came later. */
  counted(id: string, labels: SeriesLabels, code: number, seconds: number): void {
    const same = this.metrics.all().find((series) => series.id === id);
    (same ?? this.#current(labels)).record(code, seconds);
  }

  flights(): Flights {
    const here = [...this.#instances.values()].map(({ id, flight }) => [id, flight.count] as const);
    return [...here, ...this.elsewhere.flights()];
  }

  services(): { serving: Serving; listener: Server | undefined }[] {
    return [...this.#services.values()].map(({ serving, proxy }) => ({ serving, listener: proxy.listener }));
  }

  remember(series: Series): Series {
    series.recorded = (code, seconds) => this.heir?.counted(series, code, seconds);
    return this.metrics.add(series);
  }

  async close(service: string): Promise<void> {
    await this.#services.get(service)?.proxy.close();
    this.#services.delete(service);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#services.keys()].map((service) => this.close(service)));
  }

  /** Returns when all connections have ended. */
  async retire(): Promise<void> {
    await Promise.all([...this.#services.values()].map(({ proxy }) => proxy.retire()));
  }
}
