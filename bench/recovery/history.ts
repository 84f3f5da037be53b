import type { Client, WorkflowHandle } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';

/** An activity that a worker has begun, as the server recorded it. */
export interface Begun {
  readonly activity: string;
  /** Its input. */
  readonly input: unknown;
  /** When its last attempt began, in ms since 1970. */
  readonly at: number;
}

/** All activities of a run that have ended, by when they began. The server writes down the beginning at the end. */
export async function begunActivities(client: Client, handle: WorkflowHandle): Promise<readonly Begun[]> {
  const { payloadConverter } = client.options.loadedDataConverter;
  const { events } = await handle.fetchHistory();
  const scheduled = new Map<string, Pick<Begun, 'activity' | 'input'>>();
  const begun: Begun[] = [];
  for (const { eventId, eventTime, ...event } of events ?? []) {
    const asked = event.activityTaskScheduledEventAttributes;
    const [payload] = asked?.input?.payloads ?? [];
    const activity = asked?.activityType?.name;
    if (activity) {
      const input: unknown = payload && payloadConverter.fromPayload(payload);
      scheduled.set(String(eventId), { activity, input });
    }
    const started = event.activityTaskStartedEventAttributes;
    const what = started && scheduled.get(String(started.scheduledEventId));
    if (what) begun.push({ ...what, at: tsToMs(eventTime) });
  }
  return begun.sort((a, b) => a.at - b.at);
}

/** The process that had a run's latest workflow task, and so has the run in its memory. */
export async function workerOf(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  const identity = (events ?? []).findLast((event) => event.workflowTaskStartedEventAttributes)
    ?.workflowTaskStartedEventAttributes?.identity;
  return Number(/ (\d+)@/.exec(identity ?? '')?.[1]);
}
