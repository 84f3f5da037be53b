import { isDeepStrictEqual } from 'node:util';
import type { AgentRefusal, WantedService } from '../deploy-targets/process/protocol.js';

const content = ({ stable, canary, weight }: WantedService) => ({ stable, canary, weight });

/** Whether a wanted state may replace the last one: `new`, `same` (a renewal), or why not. */
export function admit(last: WantedService | undefined, next: WantedService): 'new' | 'same' | AgentRefusal {
  if (!last) return 'new';
  if (last.owner !== next.owner) {
    const message = `This service belongs to the installation ${last.owner}; ${next.owner} may not change it. Deploy it from ${last.owner}, or give one of them another service name.`;
    return { code: 'foreign-owner', message };
  }
  if (next.generation > last.generation) return 'new';
  if (next.generation < last.generation) {
    const message = `Generation ${next.generation} is older than ${last.generation}, which has been accepted. Nothing was changed.`;
    return { code: 'fenced', message };
  }
  if (isDeepStrictEqual(content(last), content(next))) return 'same';
  const message = `Generation ${next.generation} was used before for another state. Nothing was changed; use a higher generation.`;
  return { code: 'generation-reused', message };
}
