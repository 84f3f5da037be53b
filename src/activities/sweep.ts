import type { Configuration, DescribedDeployment, Ports } from './ports.js';
import type { Undo } from '../domain/order.js';
import type { Orphan } from '../domain/patrol.js';
import type { Observed, SiteService } from '../domain/release.js';

export interface Swept {
  readonly orphans: readonly (Orphan & { readonly service: string })[];
  /** Sites that could not be looked at, and why. */
  readonly problems: readonly string[];
}

type Needed = Pick<Ports, 'targets' | 'deployments' | 'services'> & {
  readonly configuration: Pick<Configuration, 'owner' | 'sites' | 'registrations'>;
};

/**
 * Looks at every service at every site for canaries of this installation that belong to no running deployment, and tells
 * their services. Sites that a service no longer has are looked at too. It changes nothing itself.
 */
export async function sweep(ports: Needed, stop: AbortSignal): Promise<Swept> {
  const { sites, registrations } = ports.configuration;
  const services = registrations.map(({ service }) => service);
  const looked = await Promise.all(
    sites.map(async ({ name: site, target }) => {
      const canaries: Seen[] = [];
      try {
        for (const service of services) {
          const at = { site, service, target };
          const observed = await ports.targets[target.type]?.observe(at, stop);
          if (observed?.canary && observed.owner === ports.configuration.owner)
            canaries.push({ at, observed });
        }
        return { canaries };
      } catch (error) {
        stop.throwIfAborted();
        return { canaries, problem: `${site}: ${error instanceof Error ? error.message : String(error)}` };
      }
    }),
  );
  const orphans = await orphansIn(
    ports,
    looked.flatMap(({ canaries }) => canaries),
  );
  for (const { service, ...orphan } of orphans) await ports.services.orphan(service, orphan);
  return { orphans, problems: looked.flatMap(({ problem }) => problem ?? []) };
}

interface Seen {
  readonly at: SiteService;
  readonly observed: Observed;
}

/** Deployments are asked after the sites: what began between the two is not taken for lost. */
async function orphansIn(
  { deployments, configuration: { owner } }: Needed,
  canaries: readonly Seen[],
): Promise<Swept['orphans']> {
  const at = new Date().toISOString();
  const services = [...new Set(canaries.map((seen) => seen.at.service))];
  const running = new Map(
    await Promise.all(
      services.map(async (service) => [service, await deployments.describe(service)] as const),
    ),
  );
  return canaries
    .filter(({ at: { service }, observed }) => !isOf(running.get(service), observed))
    .map((seen) => {
      const { canary, generation } = seen.observed;
      const { service, site } = seen.at;
      return { service, site, generation, commit: canary?.commit ?? '', at, undo: undoOf(seen, owner) };
    });
}

/** The base is that of the deployment that wrote the canary, of which the rollback is a later step. */
function undoOf({ at, observed: { generation, stable } }: Seen, owner: string): Undo {
  const base = Math.floor(generation / 1_000);
  return { service: at.service, owner, base, sites: [{ at, ...(stable && { stable }) }] };
}

/** Whether a site was last written by this deployment, and it still runs. */
function isOf(deployment: DescribedDeployment | undefined, { generation }: Observed): boolean {
  if (deployment?.state !== 'running') return false;
  const { undo = deployment.order.undo } = deployment;
  return undo?.base === Math.floor(generation / 1_000);
}
