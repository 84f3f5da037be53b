import { isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Reconciled } from '../activities/reconcile.js';
import type { Swept } from '../activities/sweep.js';
import type { FailingWorkflow } from '../domain/patrol.js';
import { failingWorkflows, postSoon, reconcile, sweep } from './activities.js';
import { isActivityFailure } from './failures.js';

/** What a patrol found; the next one gets it. */
export interface Patrolled {
  readonly reconciled?: Reconciled;
  readonly swept?: Swept;
  /** Runs of which a person was told that they cannot go on. */
  readonly told?: readonly string[];
}

/**
 * Goes round once: `reconcile` looks for merges that nobody told of, `sweep` for canaries that no deployment has and for
 * workflows that cannot go on; without a word it does both. It changes nothing itself: services are told, and act.
 */
export async function patrol(round?: 'reconcile' | 'sweep'): Promise<Patrolled> {
  const last = (workflowInfo().lastResult ?? {}) as Patrolled;
  return {
    ...(round !== 'sweep' && { reconciled: await reconcile(last.reconciled?.missed ?? []) }),
    ...(round !== 'reconcile' && (await swept(last))),
  };
}

async function swept({ told = [] }: Patrolled): Promise<Pick<Patrolled, 'swept' | 'told'>> {
  const [found, now] = await Promise.all([sweep(), failingWorkflows().then((all) => tell(all, told))]);
  return { swept: found, told: now };
}

/** Says of each run once that it cannot go on. What could not be said is tried by the next patrol. */
async function tell(failing: readonly FailingWorkflow[], told: readonly string[]): Promise<string[]> {
  const said = await Promise.all(
    failing.map(async ({ service, workflow, run, times }) => {
      if (told.includes(run)) return [run];
      const announcement = { kind: 'workflow-failing', service, workflow, times } as const;
      try {
        // Another patrol may have posted it and not lived to say so.
        await postSoon({ key: `${workflow}/${run}`, message: { announcement }, handedOver: true });
        return [run];
      } catch (error) {
        if (isCancellation(error) || !isActivityFailure(error)) throw error;
        return [];
      }
    }),
  );
  return said.flat();
}
