import type { Merge } from './change.js';
import type { SiteService, Version } from './release.js';

/** What a service asks of a deployment: the input of the workflow `deployment`. Small, plain JSON. */
export interface Order {
  readonly id: string;
  readonly service: string;
  readonly merge: Merge;
  /** Merges that were waiting too and are contained in `merge`. */
  readonly also: readonly Merge[];
  /** The commit last rolled out, as far as the service remembers. */
  readonly current?: string;
  /** Set to undo a deployment that ended without a word: nothing else is done then. */
  readonly undo?: Undo;
  /** How often it was undone already: an undo may end without a word as well. */
  readonly undone?: number;
  /** The canary that is undone belonged to no deployment that is known. */
  readonly orphan?: boolean;
  /** Quarantined commits that it brings back, as a person or the policy wants. */
  readonly quarantined?: readonly string[];
}

/** How a site stood before the first write. */
export interface Before {
  readonly at: SiteService;
  readonly stable?: Version;
}

/** What it takes to put every site back, recorded before the first write. */
export interface Undo {
  /** The deployment's id. Absent in what was recorded before there was one here. */
  readonly deployment?: string;
  readonly service: string;
  readonly owner: string;
  /** What is deployed, in full. Absent in what was recorded before sites were asked whether their stable version is still the same. */
  readonly commit?: string;
  /** Fencing: generation = base * 1000 + step. */
  readonly base: number;
  readonly sites: readonly Before[];
  /** How long a site may take to get ready, in ms. Absent in what was recorded before there was one here. */
  readonly prepareTimeout?: number;
  /** See the plan's. */
  readonly rollback?: 'never';
}

/** The steps of a deployment that write, in the order in which they fence each other. */
export const steps = { canary: 1, rollout: 2, rollback: 3 } as const;
export type Step = keyof typeof steps;

/** The fencing generation of a step: newer deployments and later steps win. */
export const generation = (base: number, step: Step) => base * 1000 + steps[step];

/** A base above everything seen at the sites and, mostly, the time in ms. */
export const newBase = (now: number, seen: readonly number[]) =>
  Math.max(now, ...seen.map((g) => Math.floor(g / 1000) + 1));
