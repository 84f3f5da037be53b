import { deployTargets } from '../../deploy-targets/registry.js';
import type { Check } from './check.js';

/** Every site can be deployed to. */
export const sites: Check = {
  what: 'sites',
  async run({ platform: loaded, environment }, stop) {
    const platform = await loaded.catch(() => undefined);
    if (!platform) return [];
    const { owner } = platform;
    const findings = platform.sites.map(
      async ({ name: site, target }) =>
        (await deployTargets[target.type]?.check(environment, { site, target, owner }, stop)) ?? [],
    );
    return (await Promise.all(findings)).flat();
  },
};
