import type { ActivityRecord, RunRecord } from './history.js';

/** What the reader takes from a deployment's history. Times in epoch ms. */
export interface RunFacts {
  readonly deploymentId: string;
  readonly commit: string;
  readonly outcome: string;
  /** When the webhook was accepted. */
  readonly acceptedAt: number;
  readonly canaryStartedAt?: number;
  /** When the last site confirmed its canary. */
  readonly canariesUpAt?: number;
  readonly warnedAt?: number;
  readonly decidedAt?: number;
  readonly lastSiteAt?: number;
}

interface Order {
  readonly id: string;
  readonly merge: { readonly commit: string; readonly receivedAt: string };
}

interface Result {
  readonly outcome?: { readonly kind: string };
}

/** Draws the facts of a deployment from its history. */
export function factsOf({ input, result, activities }: RunRecord): RunFacts {
  const { id, merge } = input as Order;
  const canaries = activities.filter((activity) => stepOf(activity) === 'canary');
  const writes = activities.filter((activity) => activity.name === 'apply');
  const warned = activities.find((activity) => adviceOf(activity) === 'warn');
  const decided = activities.find((activity) => /^roll-(out|back)$/.test(adviceOf(activity) ?? ''));
  return {
    deploymentId: id,
    commit: merge.commit,
    outcome: (result as Result | undefined)?.outcome?.kind ?? 'none',
    acceptedAt: Date.parse(merge.receivedAt),
    ...at('canaryStartedAt', Math.min(...times(canaries, 'startedAt'))),
    ...at('canariesUpAt', Math.max(...times(canaries, 'completedAt'))),
    ...at('warnedAt', warned?.completedAt),
    ...at('decidedAt', decided?.completedAt),
    ...at('lastSiteAt', Math.max(...times(writes, 'completedAt'))),
  };
}

const stepOf = (activity: ActivityRecord) =>
  activity.name === 'apply' ? (activity.input as { step?: string }).step : undefined;

const adviceOf = (activity: ActivityRecord) =>
  activity.name === 'look'
    ? (activity.result as { advice?: { kind: string } } | undefined)?.advice?.kind
    : undefined;

const times = (activities: readonly ActivityRecord[], which: 'startedAt' | 'completedAt') =>
  activities.flatMap((activity) => activity[which] ?? []);

/** `Math.min` and `Math.max` of nothing are infinite: then there is no such time. */
const at = (name: keyof RunFacts, ms: number | undefined) =>
  ms !== undefined && Number.isFinite(ms) ? { [name]: ms } : {};
