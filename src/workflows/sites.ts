import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { generation, newBase, type Step, type Undo } from '../domain/order.js';
import { spareTtl } from '../domain/lease.js';
import type { Plan } from '../domain/plan.js';
import type { Applied, Desired, SiteService, Version } from '../domain/release.js';
import { apply, observe } from './activities.js';
import { failureOf, isActivityFailure, type Failure } from './failures.js';

/** A step that failed at one site. */
export class SiteFailure extends Error {
  override readonly name = 'SiteFailure';
  constructor(
    readonly site: string,
    readonly failure: Failure,
  ) {
    super(`${site}: ${failure.reason}`);
  }
}

/** Does something at all sites at once; the first failure stops the others and is thrown with its site's name. */
export async function atAllSites<T>(
  sites: readonly SiteService[],
  work: (at: SiteService) => Promise<T>,
): Promise<T[]> {
  const scope = new CancellationScope();
  return scope.run(() =>
    Promise.all(
      sites.map(async (at) => {
        try {
          return await work(at);
        } catch (error) {
          if (isCancellation(error)) throw error;
          scope.cancel();
          throw isActivityFailure(error) ? new SiteFailure(at.site, failureOf(error)) : error;
        }
      }),
    ),
  );
}

/** What runs at each site, read before the first write: the way back, with a fencing base above all that was seen. */
export async function observeSites(plan: Plan): Promise<Undo> {
  const observed = await atAllSites(plan.sites, (at) => observe(plan.analysis.prepareTimeout, at.site)(at));
  return {
    deployment: plan.id,
    service: plan.service,
    owner: plan.owner,
    commit: plan.version.commit,
    base: newBase(
      Date.now(),
      observed.map((site) => site.generation),
    ),
    prepareTimeout: plan.analysis.prepareTimeout,
    ...(plan.rollback && { rollback: plan.rollback }),
    sites: plan.sites.map((at) => {
      const stable = observed.find((site) => site.site === at.site)?.stable;
      return { at, ...(stable && { stable }) };
    }),
  };
}

/** Puts the canary beside each site's stable version. The looks renew it; until the first, the slowest site is waited for. */
export async function deployCanary(plan: Plan, undo: Undo): Promise<void> {
  const { prepareTimeout, interval } = plan.analysis;
  const ttlMs = prepareTimeout + interval + spareTtl;
  const want = { canary: plan.version, weight: plan.weight, ttlMs };
  await atAllSites(plan.sites, (at) =>
    write('canary', undo, at, prepareTimeout, { ...stableAt(undo, at), ...want, ...ifStable(undo, at) }),
  );
}

/** The version that a site ran before the first write. */
export function stableAt(undo: Undo, at: SiteService): { stable?: Version } {
  const stable = undo.sites.find((site) => site.at.site === at.site)?.stable;
  return stable ? { stable } : {};
}

/** The write is for a site that still runs what was observed there or, when undoing, what may have been rolled out since. */
export function ifStable(undo: Undo, at: SiteService, ...also: readonly string[]): Pick<Desired, 'ifStable'> {
  return { ifStable: [stableAt(undo, at).stable?.commit ?? null, ...also] };
}

/** Writes one site's desired state, with the fencing generation of the step. */
export async function write(
  step: Step,
  undo: Undo,
  at: SiteService,
  withinMs: number,
  want: Pick<Desired, 'canary' | 'weight' | 'stable' | 'ttlMs' | 'ifStable'>,
): Promise<Applied> {
  const { deployment, service, owner, base } = undo;
  const summary = `${step} of ${service} at ${at.site}`;
  const desired = { at, owner, generation: generation(base, step), ...want };
  return apply(withinMs, summary)({ step, ...(deployment && { deployment }), ...desired });
}
