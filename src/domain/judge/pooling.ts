import type { Increments } from './stream.js';

/**
 * The increments of the error ratio of all sites together: at each alternative the sum of the sites' uncapped ones. What
 * each site is compared with is beside it, so sites of unlike rates may be pooled (no Simpson's paradox); it finds a small
 * harm at all sites that no site can prove. The sum of the logs of independent e-values is one of their product.
 */
export function pooled(sites: readonly Increments[]): Increments {
  const [first, ...others] = sites;
  if (!first) throw new Error('there is nothing to pool');
  return others.reduce(
    (sum, site) => ({
      up: sum.up.map((up, i) => plus(up, site.up[i])),
      ...(sum.floor && { floor: plus(sum.floor, site.floor) }),
      down: sum.down.map((down, i) => plus(down, site.down[i])),
    }),
    first,
  );
}

const plus = (a: readonly number[], b: readonly number[] = []) => a.map((x, j) => x + (b[j] ?? 0));
