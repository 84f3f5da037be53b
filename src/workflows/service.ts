import { CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { describeDeployment } from './activities.js';
import { Intake } from './intake.js';
import { forwardControls, startNext } from './service-steps.js';
import { ServiceMemory, type ServiceState } from './service-memory.js';

/** How often a running deployment is asked after, in case it was terminated and can say nothing. */
const watchEvery = '1m';

/**
 * The queue of one service, for ever: one deployment at a time, the newest waiting merge next. It never awaits a
 * deployment's result, which would not outlive continue-as-new; a deployment's last act is the signal `finished`.
 */
export async function service(state: ServiceState): Promise<void> {
  const memory = new ServiceMemory(state);
  const intake = new Intake(memory);
  await CancellationScope.nonCancellable(async () => {
    while (!intake.renew) {
      const woken = await condition(() => intake.hasWork || memory.canStart, watchEvery, {
        summary: 'for merges and words',
      });
      await forwardControls(memory, intake);
      if (memory.queue.running && !woken) await lookAfter(memory);
      if (memory.canStart) await startNext(memory);
      await memory.sweepOutboxes();
      if (workflowInfo().continueAsNewSuggested) intake.renew = true;
    }
    await continueAsNew<typeof service>(await memory.handOver());
  });
}

/** A deployment that was closed without a word is undone from the plan it recorded. */
async function lookAfter(memory: ServiceMemory): Promise<void> {
  const found = await describeDeployment(memory.queue.service);
  if (found && found.order.id === memory.queue.running?.id && found.state !== 'running') memory.lost(found);
}
