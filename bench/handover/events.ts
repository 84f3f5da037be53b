import type { Version } from '../../src/domain/release.js';
import type { Site } from './site.js';

/** Something that Merganser does while requests come. */
export interface Event {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** One round of everything, in an order in which each finds the state that it needs. */
export function events(site: Site, old: Version, next: Version): readonly Event[] {
  let generation = 1;
  const reach = async (wanted: { stable: Version; canary?: Version; weight?: number }) => {
    const state = await site.agent.reach('shop', { generation: ++generation, ...wanted });
    if (state.progress === 'failed') throw new Error(state.problem?.message);
  };
  const weights = async () => {
    for (const weight of [0.2, 0.5, 0.8, 0.1]) await reach({ stable: old, canary: next, weight });
  };
  return [
    { name: 'canary start', run: () => reach({ stable: old, canary: next, weight: 0.1 }) },
    { name: 'weights, four changes', run: weights },
    { name: 'agent killed (SIGKILL), canary there', run: () => site.kill() },
    { name: 'rollout', run: () => reach({ stable: next }) },
    { name: 'rollback of a rollout', run: () => reach({ stable: old }) },
    { name: 'agent and gateway upgraded (SIGTERM)', run: () => site.upgrade() },
    { name: 'canary start, again', run: () => reach({ stable: old, canary: next, weight: 0.1 }) },
    { name: 'rollback of a canary', run: () => reach({ stable: old }) },
  ];
}
