import { schedulesOf } from '../../temporal/schedules.js';
import { reason, type Check } from './check.js';

/** The patrol goes round: without it a webhook that was missed stays missed. */
export const patrol: Check = {
  what: 'patrol',
  async run({ temporal }) {
    const client = await temporal.catch(() => undefined);
    if (!client) return [];
    const what = 'patrol';
    try {
      const states = await schedulesOf(client);
      const named = (wanted: string) => states.filter(({ is }) => is === wanted).map(({ id }) => id);
      const [missing, paused] = [named('missing'), named('paused')];
      if (missing.length > 0)
        return [{ what, found: `${missing.join(', ')} not there`, todo: 'run `merganser setup`' }];
      if (paused.length === 0) return [{ what, found: `${named('running').join(', ')} every minute` }];
      const unpause = 'temporal schedule toggle --unpause --reason REASON --schedule-id';
      const todo = `once you know why: ${paused.map((id) => `${unpause} ${id}`).join('; ')}`;
      return [{ what, found: `${paused.join(', ')} paused`, todo }];
    } catch (error) {
      return [{ what, found: reason(error), todo: 'see whether these credentials may read schedules' }];
    }
  },
};
