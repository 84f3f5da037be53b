import { log, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Choice as OldChoice } from '../activities/queue.js';
import type { Merge } from '../domain/change.js';
import { deploymentWorkflowId, short } from '../domain/ids.js';
import type { Order } from '../domain/order.js';
import { without } from '../domain/queue/merges.js';
import { started } from '../domain/queue/start.js';
import { current, type Queue } from '../domain/queue.js';
import { searchAttributes } from '../temporal/search-attributes.js';
import { chooseNext, describeDeployment } from './activities.js';
import { chooseMerge, inQuarantine } from './choosing.js';
import { deployment } from './deployment.js';
import { isActivityFailure } from './failures.js';
import type { ServiceMemory } from './service-memory.js';

/** What a worker that dies has taken up goes to another one after this, rather than after the usual 10 s. */
const soonGivenToAnother = '5s';

/** Starts what is due: the undo of a lost deployment first, then what a person wants back, else a waiting merge. */
export async function startNext(memory: ServiceMemory, on: () => boolean, surveys: boolean): Promise<void> {
  const { recovery } = memory;
  memory.starting = true;
  try {
    if (recovery) {
      const before = memory.queue;
      memory.recovery = undefined;
      return await startDeployment(recovery, memory, before);
    }
    const { back, repository } = memory.queue;
    if (back && repository) {
      const { back: _, ...rest } = memory.queue;
      memory.queue = rest;
      return await start(memory, wayBack(back, repository), [], []);
    }
    const chosen = surveys ? await chooseMerge(memory, on) : await chosenAsBefore(memory);
    if (chosen) await start(memory, chosen.next, chosen.also, chosen.quarantined);
  } finally {
    memory.starting = false;
  }
}

/** A merge like any other, but for the analysis: the version ran already. */
function wayBack({ commit, ...by }: NonNullable<Queue['back']>, repository: string): Merge {
  const receivedAt = new Date(Date.now()).toISOString();
  return { repository, commit, subject: 'the version before', receivedAt, again: true, back: by };
}

async function start(
  memory: ServiceMemory,
  next: Merge,
  also: readonly Merge[],
  quarantined: readonly string[],
): Promise<void> {
  const before = memory.queue;
  const { queue, order } = started(before, next, also);
  memory.queue = { ...queue, repository: next.repository };
  if (quarantined.length > 0)
    memory.tell({
      kind: 'brings-back',
      service: queue.service,
      change: next,
      quarantined: inQuarantine(queue, quarantined),
    });
  await startDeployment({ ...order, ...(quarantined.length > 0 && { quarantined }) }, memory, before);
}

/** The id is the lock: a second start is refused by the server, and the one that runs is adopted and waited for. */
async function startDeployment(order: Order, memory: ServiceMemory, before: Queue): Promise<void> {
  memory.queue = { ...memory.queue, running: order };
  try {
    const { firstExecutionRunId } = await startChild(deployment, {
      workflowId: deploymentWorkflowId(order.service),
      args: [order],
      memo: { order },
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout: soonGivenToAnother,
      staticSummary: `${order.service} ${short(order.merge.commit)}: ${order.merge.subject.slice(0, 100)}, deployment ${order.id}`,
      typedSearchAttributes: [
        { key: searchAttributes.service, value: order.service },
        { key: searchAttributes.commit, value: order.merge.commit },
        { key: searchAttributes.phase, value: 'preparing' },
        { key: searchAttributes.needsOperator, value: false },
      ],
    });
    if (memory.queue.running?.id === order.id) memory.queue = { ...memory.queue, runId: firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const found = await describeDeployment(order.service);
    log.warn('a deployment runs already', { id: found?.order.id });
    const ended = before.ended.some((e) => e.id === found?.order.id);
    memory.putBack(order, before, found?.state === 'running' && !ended ? found : undefined);
    await sleep(found ? '250ms' : '10s', { summary: 'until the running deployment is gone' });
  }
}

/** As services chose before they surveyed: runs from then go on so. */
async function chosenAsBefore(memory: ServiceMemory) {
  const { next, also, contained } = await oldChoice(memory.queue);
  for (const change of contained) {
    const running = current(memory.queue) ?? '';
    const described = { ...change, reviewers: [] };
    memory.tell({ kind: 'already-contained', service: memory.queue.service, change: described, in: running });
  }
  memory.queue = without(memory.queue, contained);
  return next && { next, also, quarantined: [] };
}

async function oldChoice({ waiting, ...queue }: Queue): Promise<OldChoice> {
  const adoption = waiting.find((merge) => merge.adopt);
  if (adoption) return { next: adoption, also: [], contained: [] };
  try {
    return await chooseNext(waiting, current({ waiting, ...queue }));
  } catch (error) {
    if (!isActivityFailure(error)) throw error;
    const next = waiting.at(-1);
    return { ...(next && { next }), also: waiting.slice(0, -1), contained: [] };
  }
}
