import { within } from '../net/deadline.js';
import type { Before } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import type { Ports } from './ports.js';

/** How the canaries were written: writing them again renews them. */
export interface Lease {
  readonly owner: string;
  readonly generation: number;
  readonly weight: number;
}

/** Absent in looks that a worker asked for which did not renew yet. */
interface Leased {
  readonly lease?: Lease;
  readonly plan: Pick<Plan, 'version'>;
  readonly sites: readonly Before[];
}

const patienceMs = 2_000;

/**
 * Renews the canaries: each site keeps its own on traffic for `ttlMs` from now. A site that does not answer in time is left
 * to its ttl. Returns the sites that had taken their canary off the requests by themselves, and put it back now.
 */
export async function renewed(
  { targets }: Pick<Ports, 'targets'>,
  { lease, plan, sites }: Leased,
  ttlMs: number,
  stop: AbortSignal,
): Promise<string[]> {
  if (!lease) return [];
  const expired = await Promise.all(
    sites.map(async ({ at, stable }) => {
      const want = { at, ...lease, canary: plan.version, ttlMs, ...(stable && { stable }) };
      const renewal = within(patienceMs, stop, async (signal) =>
        targets[at.target.type]?.apply(want, signal),
      );
      const applied = await renewal.catch(() => undefined);
      return applied?.ttlExpired ? [at.site] : [];
    }),
  );
  return expired.flat();
}
