import { Refused, type Notifier } from '../notifiers/notifier.js';
import type { Said } from './worker-metrics.js';

/** A notifier whose attempts are counted. */
export function counted(notifier: Notifier, count: (result: Said, by?: number) => void): Notifier {
  for (const result of ['ok', 'refused', 'failed'] as const) count(result, 0);
  const watch = async <T>(attempt: Promise<T>): Promise<T> => {
    try {
      const answer = await attempt;
      count('ok');
      return answer;
    } catch (error) {
      count(error instanceof Refused ? 'refused' : 'failed');
      throw error;
    }
  };
  return {
    post: (...args) => watch(notifier.post(...args)),
    update: (...args) => watch(notifier.update(...args)),
  };
}
