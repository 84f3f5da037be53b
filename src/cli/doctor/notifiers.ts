import type { Platform } from '../../config/load.js';
import type { Finding } from '../../domain/finding.js';
import type { Destination } from '../../notifiers/notifier.js';
import { notifiers as registry } from '../../notifiers/registry.js';
import type { Check } from './check.js';

/** Messages can be posted to where the platform file says. */
export const notifiers: Check = {
  what: 'messages',
  async run({ platform: loaded, environment }) {
    const platform = await loaded.catch(() => undefined);
    if (!platform) return [];
    const to = destinations(platform);
    const types = [...new Set(to.map(({ type }) => type))];
    const findings = types.map(async (type): Promise<readonly Finding[]> => {
      const check = Object.entries(registry).find(([name]) => name === type)?.[1].check;
      const own = to.filter((destination) => destination.type === type);
      return check ? check(environment, own) : [{ what: 'messages', found: `go to ${type}` }];
    });
    return (await Promise.all(findings)).flat();
  },
};

/** Of services that have their home in their repositories nothing is known here. */
function destinations(platform: Platform): readonly Destination[] {
  const here = platform.registrations.filter(({ service }) => !platform.hasOwnHome(service));
  const all = [platform.notify, ...here.map(({ service }) => platform.resolve(service).notify)];
  return [...new Map(all.map((to) => [JSON.stringify(to), to])).values()];
}
