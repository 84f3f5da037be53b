import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { taskQueue } from '../../domain/ids.js';
import type { Check } from './check.js';

const { TASK_QUEUE_TYPE_ACTIVITY, TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;
/** A poll that finds no work lasts a minute; the server remembers one for five. */
const freshMs = 90_000;

/** A worker polls the task queue. */
export const worker: Check = {
  what: 'worker',
  async run({ temporal }) {
    const client = await temporal.catch(() => undefined);
    if (!client) return [];
    const [workflows, activities] = await Promise.all([
      pollers(client, TASK_QUEUE_TYPE_WORKFLOW),
      pollers(client, TASK_QUEUE_TYPE_ACTIVITY),
    ]);
    const what = 'worker';
    const both = workflows.filter(({ identity }) => activities.some((other) => other.identity === identity));
    const fresh = both.filter(({ agoMs }) => agoMs < freshMs);
    if (fresh.length > 0) return [{ what, found: fresh.map(named).join(', ') }];
    const todo = 'start `merganser worker`, and see its log if it runs';
    const [last] = both.sort((a, b) => a.agoMs - b.agoMs);
    const found = last
      ? `${named(last)} polled last ${Math.round(last.agoMs / 1000)} s ago`
      : `none polls the task queue ${taskQueue}`;
    return [{ what, found, todo }];
  },
};

interface Poller {
  readonly identity: string;
  readonly agoMs: number;
}

async function pollers(client: Client, taskQueueType: number): Promise<Poller[]> {
  const { namespace } = client.options;
  const asked = { namespace, taskQueue: { name: taskQueue }, taskQueueType };
  const { pollers } = await client.connection.workflowService.describeTaskQueue(asked);
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    agoMs: Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000,
  }));
}

/** Our workers have their version in their identity: `merganser-0.1.0 4711@host`. */
function named({ identity }: Poller): string {
  const [, version, who] = /^merganser-(\S+) (.+)$/.exec(identity) ?? [];
  return version ? `version ${version}, ${who}` : identity;
}
