import { join } from 'node:path';
import type { Registration } from '../../config/settings.js';
import type { Finding } from '../../domain/finding.js';
import { sourceHosts } from '../../source-hosts/registry.js';
import { reason, type Check } from './check.js';

/** The repository of every service can be fetched from here, and has the branch that is deployed. */
export const repositories: Check = {
  what: 'repositories',
  async run({ platform: loaded, environment }) {
    const platform = await loaded.catch(() => undefined);
    if (!platform) return [];
    const host = sourceHosts.git.create({ cacheDir: join(environment.cacheDir, 'repositories') });
    const look = async ({ service, repository, branch }: Registration): Promise<Finding> => {
      const what = `repository of ${service}`;
      try {
        const head = (await host.heads(repository)).find((found) => found.branch === branch);
        if (head) return { what, found: `${branch} is at ${head.commit.slice(0, 6)}` };
        const todo = `push ${branch} to ${repository}, or configure services[].branch`;
        return { what, found: `has no branch ${branch}`, todo };
      } catch (error) {
        const todo = `let the user of this process read ${repository}: a deploy key, or credentials of git; the worker and the sites need it too`;
        return { what, found: reason(error), todo };
      }
    };
    return Promise.all(platform.registrations.map(look));
  },
};
