import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** An activity as a history tells it. Times in epoch ms; absent: not that far, or not in that way. */
export interface ActivityRecord {
  readonly name: string;
  readonly input: unknown;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly result?: unknown;
}

/** A run as its history tells it. */
export interface RunRecord {
  readonly input: unknown;
  /** Absent while it runs, and when it did not end by itself. */
  readonly result?: unknown;
  readonly activities: readonly ActivityRecord[];
}

/** Reads a run's history: input, result, and what became of each activity. */
export function recordOf(history: History): RunRecord {
  const events = history.events ?? [];
  const begun = events[0]?.workflowExecutionStartedEventAttributes;
  const completed = events.at(-1)?.workflowExecutionCompletedEventAttributes;
  return {
    input: first(begun?.input?.payloads),
    ...(completed && { result: first(completed.result?.payloads) }),
    activities: activitiesIn(events),
  };
}

function activitiesIn(events: readonly HistoryEvent[]): ActivityRecord[] {
  const byEvent = new Map<string, ActivityRecord>();
  const change = (scheduled: unknown, more: Partial<ActivityRecord>) => {
    const before = byEvent.get(String(scheduled));
    if (before) byEvent.set(String(scheduled), { ...before, ...more });
  };
  for (const event of events) {
    const at = msOf(event.eventTime);
    const scheduled = event.activityTaskScheduledEventAttributes;
    const started = event.activityTaskStartedEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    if (scheduled) {
      const name = scheduled.activityType?.name ?? '';
      byEvent.set(String(event.eventId), { name, input: first(scheduled.input?.payloads) });
    } else if (started) change(started.scheduledEventId, { startedAt: at });
    else if (completed)
      change(completed.scheduledEventId, { completedAt: at, result: first(completed.result?.payloads) });
  }
  return [...byEvent.values()];
}

function first(payloads: Payload[] | null | undefined): unknown {
  const payload = payloads?.[0];
  return payload && defaultPayloadConverter.fromPayload(payload);
}

/** Epoch ms, whole. Seconds are a Long from the server, and a number or text from a JSON history. */
const msOf = (time: HistoryEvent['eventTime']) =>
  Number(String(time?.seconds ?? 0)) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
