import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
} from '@temporalio/client';
import { taskQueue } from '../domain/ids.js';

/** The schedules of the patrol, by what each round does. Their ids are public surface. */
const rounds = { 'merganser.reconcile': 'reconcile', 'merganser.sweep': 'sweep' } as const;
type ScheduleId = keyof typeof rounds;
export const scheduleIds: readonly ScheduleId[] = Object.keys(rounds) as ScheduleId[];

const note = 'Set up by `merganser setup`. Goes round once a minute; see docs/operating.md, Patrol.';

/** How a schedule stands. */
export interface ScheduleState {
  readonly id: ScheduleId;
  readonly is: 'running' | 'paused' | 'missing';
}

/** How the schedules stand. Throws the server's error, which may be a refusal. */
export async function schedulesOf(client: Client): Promise<readonly ScheduleState[]> {
  return Promise.all(
    scheduleIds.map(async (id) => {
      try {
        const { state } = await client.schedule.getHandle(id).describe();
        return { id, is: state.paused ? 'paused' : 'running' } as const;
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return { id, is: 'missing' } as const;
        throw error;
      }
    }),
  );
}

/**
 * Creates a schedule. A patrol that stands still must not keep the next from going round, and one that nobody could start
 * in time is of no use later.
 */
export async function createSchedule(client: Client, id: ScheduleId): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: id,
      spec: { intervals: [{ every: '1m' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
      state: { note },
      action: {
        type: 'startWorkflow',
        workflowType: 'patrol',
        workflowId: id,
        taskQueue,
        args: [rounds[id]],
        workflowRunTimeout: '5m',
      },
    });
  } catch (error) {
    // Another `merganser setup` was quicker.
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

/** The command by which an administrator creates it. */
export const createCommand = (namespace: string, id: ScheduleId) =>
  `temporal schedule create --namespace ${namespace} --schedule-id ${id} --interval 1m --overlap-policy Skip --catchup-window 1m` +
  ` --type patrol --workflow-id ${id} --task-queue ${taskQueue} --run-timeout 5m --input '"${rounds[id]}"'`;
