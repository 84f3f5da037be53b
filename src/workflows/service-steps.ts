import { getExternalWorkflowHandle, log, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Choice } from '../activities/queue.js';
import { deploymentWorkflowId, short } from '../domain/ids.js';
import type { Order } from '../domain/order.js';
import { current, started, without, type Queue } from '../domain/queue.js';
import { searchAttributes } from '../temporal/search-attributes.js';
import { chooseNext, describeDeployment } from './activities.js';
import { deployment } from './deployment.js';
import { isActivityFailure } from './failures.js';
import type { Intake } from './intake.js';
import type { ServiceMemory } from './service-memory.js';

/** Passes controls on to the running deployment. Returns whether it was there to hear them. */
export async function forwardControls(memory: ServiceMemory, intake: Intake): Promise<boolean> {
  let heard = true;
  const handle = getExternalWorkflowHandle(deploymentWorkflowId(memory.queue.service));
  for (let next = intake.forward.shift(); next; next = intake.forward.shift()) {
    try {
      await handle.signal(next.control, next.input);
    } catch (error) {
      log.warn('no deployment was there to be told', { control: next.control, error });
      heard = false;
    }
  }
  return heard;
}

/** Starts what is due: the undo of a lost deployment first, else the newest waiting merge. */
export async function startNext(memory: ServiceMemory): Promise<void> {
  const { recovery } = memory;
  if (recovery) {
    const before = memory.queue;
    memory.queue = { ...before, running: recovery };
    memory.recovery = undefined;
    return startDeployment(recovery, memory, before);
  }
  const { next, also, contained } = await choose(memory);
  for (const change of contained) {
    const running = current(memory.queue) ?? '';
    const described = { ...change, reviewers: [] };
    memory.tell({ kind: 'already-contained', service: memory.queue.service, change: described, in: running });
  }
  memory.queue = without(memory.queue, contained);
  if (!next) return;
  const before = memory.queue;
  const { queue, order } = started(before, next, also);
  memory.queue = queue;
  await startDeployment(order, memory, before);
}

/** Without an answer from git the order of arrival is the best there is. */
async function choose(memory: ServiceMemory): Promise<Choice> {
  const { waiting } = memory.queue;
  const adoption = waiting.find((merge) => merge.adopt);
  if (adoption) return { next: adoption, also: [], contained: [] };
  try {
    return await chooseNext(waiting, current(memory.queue));
  } catch (error) {
    if (!isActivityFailure(error)) throw error;
    const next = waiting.at(-1);
    return { ...(next && { next }), also: waiting.slice(0, -1), contained: [] };
  }
}

/** The id is the lock: a second start is refused by the server, and the one that runs is adopted and waited for. */
async function startDeployment(order: Order, memory: ServiceMemory, before: Queue): Promise<void> {
  try {
    await startChild(deployment, {
      workflowId: deploymentWorkflowId(order.service),
      args: [order],
      memo: { order },
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `${order.service} ${short(order.merge.commit)}: ${order.merge.subject.slice(0, 100)}, deployment ${order.id}`,
      typedSearchAttributes: [
        { key: searchAttributes.service, value: order.service },
        { key: searchAttributes.commit, value: order.merge.commit },
        { key: searchAttributes.phase, value: 'preparing' },
        { key: searchAttributes.needsOperator, value: false },
      ],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const found = await describeDeployment(order.service);
    log.warn('a deployment runs already', { id: found?.order.id });
    const ended = before.ended.some((e) => e.id === found?.order.id);
    memory.putBack(order, before, found?.state === 'running' && !ended ? found.order : undefined);
    await sleep(found ? '250ms' : '10s', { summary: 'until the running deployment is gone' });
  }
}
