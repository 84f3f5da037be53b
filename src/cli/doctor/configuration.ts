import { ConfigError } from '../../config/load.js';
import { reason, type Check } from './check.js';

/** The platform file can be used. */
export const configuration: Check = {
  what: 'configuration',
  async run({ platform, configPath }) {
    try {
      const { sites, registrations } = await platform;
      const found = `${configPath}: ${plural(sites.length, 'site')}, ${plural(registrations.length, 'service')}`;
      return [{ what: 'configuration', found }];
    } catch (error) {
      const problems =
        error instanceof ConfigError ? plural(error.problems.length, 'problem') : reason(error);
      const todo = `run \`merganser config check ${configPath}\`; sites and repositories are looked at when it is good`;
      return [{ what: 'configuration', found: `${configPath}: ${problems}`, todo }];
    }
  },
};

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
