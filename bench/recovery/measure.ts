import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Apply } from '../../src/activities/index.js';
import { deploymentWorkflowId } from '../../src/domain/ids.js';
import type { Order, Step } from '../../src/domain/order.js';
import type { Installation } from '../../test/helpers/installation.js';
import { until } from '../../test/helpers/until.js';
import type { Product } from '../../test/e2e/support/product.js';
import { begunActivities, workerOf, type Begun } from './history.js';

/** The one service of the bench. */
export const service = 'cart';
/** In ms. */
export const lookEvery = 1_000;

/** Merges and aborts once: how soon the canary was being deployed, and how soon it was being put back. */
export async function mergeAndAbort(installation: Installation, client: Client) {
  const deployments = installation.deployments(service);
  const commit = await installation.merge(service);
  await deployments.reach(commit, 'analyzing');
  const handle = await newestRun(client);
  const abortedAt = Date.now();
  await handle.signal('abort', { by: 'bench' });
  await deployments.done(commit);
  const begun = await begunActivities(client, handle);
  const { memo } = await handle.describe();
  const receivedAt = Date.parse((memo?.order as Order).merge.receivedAt);
  return {
    toCanary: stepAt(begun, 'canary') - receivedAt,
    toRollback: stepAt(begun, 'rollback') - abortedAt,
  };
}

/**
 * Kills the worker that has a deployment in its memory, again and again; another is there, and a new one comes then. The
 * moments lie evenly in the time from one look to the next, as those of a power cut would.
 */
export async function killWorkers(
  installation: Installation,
  client: Client,
  times: number,
): Promise<readonly number[]> {
  const workers = [await installation.startWorker(), await installation.startWorker()];
  const deployments = installation.deployments(service);
  const commit = await installation.merge(service);
  await deployments.reach(commit, 'analyzing');
  const handle = await newestRun(client);
  const spans: number[] = [];
  while (spans.length < times) {
    await lookAfter(client, handle, Date.now());
    await sleep(((spans.length + 0.5) / times) * lookEvery);
    const pid = await workerOf(handle);
    const worker = workers.findIndex((one) => one.pid === pid);
    if (worker < 0) throw new Error(`no worker of ours has the deployment: ${pid}`);
    const killedAt = Date.now();
    await (workers[worker] as Product).kill();
    spans.push((await lookAfter(client, handle, killedAt)) - killedAt);
    workers[worker] = await installation.startWorker();
  }
  await handle.signal('abort', { by: 'bench' });
  await deployments.done(commit);
  for (const worker of workers) await worker.stop();
  return spans;
}

async function newestRun(client: Client): Promise<WorkflowHandle> {
  const { workflowId, runId } = await client.workflow.getHandle(deploymentWorkflowId(service)).describe();
  return client.workflow.getHandle(workflowId, runId);
}

function stepAt(begun: readonly Begun[], step: Step): number {
  const found = begun.find(({ activity, input }) => activity === 'apply' && (input as Apply).step === step);
  if (!found) throw new Error(`there was no ${step}`);
  return found.at;
}

/** When the first look after a moment began. */
const lookAfter = (client: Client, handle: WorkflowHandle, moment: number) =>
  until(async () => {
    const begun = await begunActivities(client, handle);
    return begun.find(({ activity, at }) => activity === 'look' && at > moment)?.at;
  }, 60_000);
