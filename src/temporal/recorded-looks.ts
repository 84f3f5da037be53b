import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Order } from '../domain/order.js';
import type { LookOrder, LookResult } from '../activities/look.js';

/** A look as the server recorded it: what it was asked, and what it answered. */
export interface RecordedLook {
  readonly order: LookOrder;
  readonly result: LookResult;
}

/** Finds the run of a deployment by its id, among those that the server still keeps. */
export async function findDeployment(client: Client, id: string): Promise<WorkflowHandle | undefined> {
  for await (const { workflowId, runId, memo } of client.workflow.list({
    query: "WorkflowType = 'deployment'",
  })) {
    const order = memo?.order as Order | undefined;
    // A run that only undoes has the id of the deployment that it undoes, and no looks.
    if (order?.id === id && !order.undo) return client.workflow.getHandle(workflowId, runId);
  }
  return undefined;
}

/** All looks of a run that have ended, oldest first. */
export async function recordedLooks(client: Client, handle: WorkflowHandle): Promise<RecordedLook[]> {
  const { payloadConverter } = client.options.loadedDataConverter;
  const { events } = await handle.fetchHistory();
  const orders = new Map<string, LookOrder>();
  const looks: RecordedLook[] = [];
  for (const { eventId, activityTaskScheduledEventAttributes: asked, ...event } of events ?? []) {
    const input = asked?.activityType?.name === 'look' && asked.input?.payloads?.[0];
    if (input) orders.set(String(eventId), payloadConverter.fromPayload(input));
    const done = event.activityTaskCompletedEventAttributes;
    const order = done && orders.get(String(done.scheduledEventId));
    const output = done?.result?.payloads?.[0];
    if (order && output) looks.push({ order, result: payloadConverter.fromPayload(output) });
  }
  return looks;
}
