import { missingSearchAttributes } from '../../temporal/setup.js';
import { reason, type Check } from './check.js';

/** The namespace is set up: without its search attributes every start is refused. */
export const searchAttributes: Check = {
  what: 'search attributes',
  async run({ temporal }) {
    const client = await temporal.catch(() => undefined);
    if (!client) return [];
    const what = 'search attributes';
    try {
      const missing = await missingSearchAttributes(client);
      if (missing.length === 0) return [{ what, found: 'all are there' }];
      const names = missing.map(({ name }) => name).join(', ');
      return [{ what, found: `${names} not there`, todo: 'run `merganser setup`' }];
    } catch (error) {
      return [{ what, found: reason(error), todo: 'run `merganser setup`, which says more' }];
    }
  },
};
