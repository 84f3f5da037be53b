import { CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { due, thawsAt } from '../domain/queue/choice.js';
import { describeDeployment } from './activities.js';
import { chooseSuccessor } from './choosing.js';
import { Forwarder } from './forwarder.js';
import { Intake } from './intake.js';
import { surveys } from './patches.js';
import { ServiceMemory, type ServiceState } from './service-memory.js';
import { startNext } from './service-steps.js';

/** How often a running deployment is asked after, in case it was terminated and can say nothing. */
const watchEvery = 60_000;

/**
 * The queue of one service, for ever: one deployment at a time, chosen from what waits. It never awaits a deployment's
 * result, which would not outlive continue-as-new; a deployment's last act is the signal `finished`.
 */
export async function service(state: ServiceState): Promise<void> {
  const memory = new ServiceMemory(state);
  const forwarder = new Forwarder(memory);
  const intake = new Intake(memory, forwarder);
  await CancellationScope.nonCancellable(async () => {
    const surveying = surveys();
    const forwarding = surveying ? forwarder.run() : undefined;
    if (surveying && !state.queue) await memory.recall(() => describeDeployment(state.service));
    let watched = Date.now();
    while (!intake.renew) {
      if (!memory.queue.running) watched = Date.now();
      await somethingToDo(memory, () => intake.hasWork || forwarder.unheard, watched + watchEvery);
      intake.see();
      if (!surveying) await forwarder.drain();
      if (memory.queue.running && (forwarder.unheard || Date.now() >= watched + watchEvery)) {
        forwarder.unheard = false;
        await lookAfter(memory);
        watched = Date.now();
      }
      if (surveying) await supersede(memory, forwarder);
      if (canStart(memory)) await startNext(memory, () => !intake.renew, surveying);
      await memory.sweepOutboxes();
      if (workflowInfo().continueAsNewSuggested) intake.renew = true;
    }
    await memory.quiet();
    forwarder.close();
    await (forwarding ?? forwarder.drain()); // nothing may be accepted after this: it would be lost
    await continueAsNew<typeof service>(await memory.handOver());
  });
}

const canStart = (memory: ServiceMemory) =>
  !memory.queue.running && (memory.recovery !== undefined || due(memory.queue, Date.now()) !== undefined);

/** Waits for merges and words; while a deployment runs until it is to be watched, and in a freeze until it ends, at most. */
async function somethingToDo(memory: ServiceMemory, hasWork: () => boolean, watchAt: number): Promise<void> {
  const work = () => hasWork() || canStart(memory);
  const { running, waiting } = memory.queue;
  const wakeAt = running ? watchAt : waiting.length > 0 ? thawsAt(memory.queue) : undefined;
  if (wakeAt === undefined) return condition(work);
  await condition(work, Math.max(1, wakeAt - Date.now()), { summary: 'for merges and words' });
}

/** A deployment that was closed without a word is undone from the plan it recorded. */
async function lookAfter(memory: ServiceMemory): Promise<void> {
  const { running, runId, service } = memory.queue;
  const found = await describeDeployment(service, runId);
  if (memory.queue.running?.id !== running?.id) return; // its last word came meanwhile
  if (!found || found.state !== 'running') memory.lost(found);
}

/** Where newer merges take the place of older ones, the running deployment is given up for one, but not for ever. */
async function supersede(memory: ServiceMemory, forwarder: Forwarder): Promise<void> {
  const { running } = memory.queue;
  if (!running || !memory.maySupersede()) return;
  const change = await chooseSuccessor(memory);
  if (!change || memory.queue.running?.id !== running.id) return;
  memory.superseding = running.id;
  memory.tell({ kind: 'superseding', service: running.service, id: running.id, change });
  forwarder.pass({ control: 'abort', input: { superseded: true, commit: change.commit }, to: running.id });
}
