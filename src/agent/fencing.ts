import { isDeepStrictEqual } from 'node:util';
import type { Version } from '../domain/release.js';
import { short } from '../domain/ids.js';
import type { AgentRefusal, WantedService } from '../deploy-targets/process/protocol.js';

const content = ({ stable, canary, weight }: WantedService) => ({ stable, canary, weight });

/** How a service stands before a wanted state comes: the one last accepted, and the stable version that has the traffic. */
export interface Standing {
  readonly last?: WantedService;
  readonly stable?: Version | undefined;
}

/** Whether a wanted state may replace the last one: `new`, `same` (a renewal), or why not. */
export function admit({ last, stable }: Standing, next: WantedService): 'new' | 'same' | AgentRefusal {
  if (last && last.owner !== next.owner) {
    const message = `This service belongs to the installation ${last.owner}; ${next.owner} may not change it. Deploy it from ${last.owner}, or give one of them another service name.`;
    return { code: 'foreign-owner', message };
  }
  if (last && next.generation < last.generation) {
    const message = `Generation ${next.generation} is older than ${last.generation}, which has been accepted. Nothing was changed.`;
    return { code: 'fenced', message };
  }
  const again = last?.generation === next.generation;
  // What was accepted once may have changed the stable version itself, so a repetition is not asked for it.
  if (again && isDeepStrictEqual(content(last), content(next))) return 'same';
  const changed = stableChanged(stable, next);
  if (changed) return changed;
  if (!again) return 'new';
  const message = `Generation ${next.generation} was used before for another state. Nothing was changed; use a higher generation.`;
  return { code: 'generation-reused', message };
}

function stableChanged(stable: Version | undefined, { ifStable }: WantedService): AgentRefusal | undefined {
  if (!ifStable || ifStable.includes(stable?.commit ?? null)) return undefined;
  const named = (commit: string | null | undefined) => (commit ? short(commit) : 'nothing');
  const expected = ifStable.map(named).join(' or ');
  const message = `It runs ${named(stable?.commit)} as stable now, not ${expected}: somebody changed it meanwhile. Nothing was changed.`;
  return { code: 'stable-changed', message };
}
