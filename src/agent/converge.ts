import { setTimeout as sleep } from 'node:timers/promises';
import type { Version } from '../domain/release.js';
import type { WantedService } from '../deploy-targets/process/protocol.js';
import type { Crew, Fleet } from './fleet.js';
import type { Instance } from './instance.js';
import { VersionProblem } from './problem.js';
import { type InForce, versionKey } from './record.js';
import type { Releases } from './releases.js';
import { unlessStopped } from './unless-stopped.js';

const steadyMs = 500;

/** What a convergence works on. `enforce` gives the traffic to a state and records it. */
export interface Ground {
  readonly service: string;
  readonly fleet: Fleet;
  readonly releases: Releases;
  readonly inForce: () => InForce;
  readonly enforce: (state: InForce) => void;
}

/**
 * Brings a service into the wanted state. Traffic moves only to instances that are all healthy, and what had it before
 * ends after that, so at no moment fewer copies serve than before. Throws when stopped, or a VersionProblem; then the
 * traffic is where it was.
 */
export async function converge(ground: Ground, want: WantedService, stop: AbortSignal): Promise<void> {
  const { fleet } = ground;
  retireCanary(ground, want);
  await prepare(ground, want, stop);
  const crew = await fill(fleet, want, stop);
  stop.throwIfAborted();
  ground.enforce({ stable: want.stable, canary: want.canary, weight: want.weight });
  await fleet.drain(fleet.others(crew), stop);
  stop.throwIfAborted();
}

/** Ends all that a failed attempt has left and that has no traffic. */
export async function cleanUp({ fleet, inForce }: Ground, stop: AbortSignal): Promise<void> {
  await fleet.drain(fleet.others(fleet.crew(inForce())), stop);
}

/** A canary that is no longer wanted loses its requests first, before anything is built or started. */
function retireCanary({ fleet, inForce, enforce }: Ground, want: WantedService): void {
  const now = inForce();
  if (!now.canary || !now.stable || isOneOf(now.canary, [want.stable, want.canary])) return;
  if (fleet.crew(now).stable.some(({ healthy }) => healthy)) enforce({ ...now, weight: 0 });
}

async function prepare({ service, releases }: Ground, want: WantedService, stop: AbortSignal): Promise<void> {
  for (const version of [want.stable, want.canary]) {
    if (version) await releases.prepare(service, version, stop);
  }
}

/** Starts what is missing, and waits until all are healthy. */
async function fill(fleet: Fleet, want: WantedService, stop: AbortSignal): Promise<Crew> {
  stop.throwIfAborted();
  const { stable, canary } = fleet.crew(want);
  if (want.stable) startMissing(fleet, want.stable, 'stable', want.stable.instances - stable.length);
  if (want.canary) startMissing(fleet, want.canary, 'canary', want.canary.canaryInstances - canary.length);
  const crew = fleet.crew(want);
  await allHealthy([...crew.stable, ...crew.canary], stop);
  return crew;
}

/** An instance that ends just after its first healthy answer must not have got traffic by then. */
async function allHealthy(instances: readonly Instance[], stop: AbortSignal): Promise<void> {
  await unlessStopped(Promise.all(instances.map((instance) => instance.ready())), stop);
  const missingMs = steadyMs - Math.min(steadyMs, ...instances.map(({ healthyFor }) => healthyFor));
  if (missingMs > 0) await sleep(missingMs, undefined, { signal: stop });
  const ended = instances.find(({ healthy }) => !healthy);
  if (ended)
    throw new VersionProblem(ended.problem ?? { code: 'crashed', message: 'an instance ended', output: [] });
}

function startMissing(fleet: Fleet, version: Version, track: 'stable' | 'canary', missing: number): void {
  for (let i = 0; i < missing; i++) fleet.start(version, track);
}

function isOneOf(version: Version, others: readonly (Version | undefined)[]): boolean {
  return others.some((other) => other && versionKey(other) === versionKey(version));
}
