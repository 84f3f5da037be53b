import { CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { describeDeployment } from './activities.js';
import { Intake } from './intake.js';
import { forwardControls, startNext } from './service-steps.js';
import { ServiceMemory, type ServiceState } from './service-memory.js';

/** How often a running deployment is asked after, in case it was terminated and can say nothing. */
const watchEvery = 60_000;

/**
 * The queue of one service, for ever: one deployment at a time, the newest waiting merge next. It never awaits a
 * deployment's result, which would not outlive continue-as-new; a deployment's last act is the signal `finished`.
 */
export async function service(state: ServiceState): Promise<void> {
  const memory = new ServiceMemory(state);
  const intake = new Intake(memory);
  await CancellationScope.nonCancellable(async () => {
    let watched = Date.now();
    while (!intake.renew) {
      if (!memory.queue.running) watched = Date.now();
      await somethingToDo(memory, intake, watched + watchEvery);
      const heard = await forwardControls(memory, intake);
      if (memory.queue.running && (!heard || Date.now() >= watched + watchEvery)) {
        await lookAfter(memory);
        watched = Date.now();
      }
      if (memory.canStart) await startNext(memory);
      await memory.sweepOutboxes();
      if (workflowInfo().continueAsNewSuggested) intake.renew = true;
    }
    await memory.quiet();
    await forwardControls(memory, intake); // nothing may be accepted after this: it would be lost
    await continueAsNew<typeof service>(await memory.handOver());
  });
}

/** Waits for merges and words, and while a deployment runs until it is to be watched, at most. */
async function somethingToDo(memory: ServiceMemory, intake: Intake, watchAt: number): Promise<void> {
  const work = () => intake.hasWork || memory.canStart;
  if (!memory.queue.running) return condition(work);
  await condition(work, Math.max(1, watchAt - Date.now()), { summary: 'for merges and words' });
}

/** A deployment that was closed without a word is undone from the plan it recorded. */
async function lookAfter(memory: ServiceMemory): Promise<void> {
  const { running, service } = memory.queue;
  const found = await describeDeployment(service);
  if (memory.queue.running?.id !== running?.id) return; // its last word came meanwhile
  if (!found || (found.order.id === running?.id && found.state !== 'running')) memory.lost(found);
}
