import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { scheduleIds } from '../../../src/temporal/schedules.js';
import { until } from '../../helpers/until.js';

/** A namespace of the shared dev server for one test file, so that files do not meet. Not set up yet. */
export async function newNamespace(address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  const namespace = `e2e-${randomBytes(4).toString('hex')}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // The server's parts learn of a new namespace one by one.
  const usable = () =>
    connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'merganser' } }).then(
      () => true,
      () => undefined,
    );
  await until(usable, 30_000);
  return new Client({ connection, namespace });
}

/** Takes the schedules of a namespace away: it stays, and they would go on. */
export async function endPatrol(client: Client): Promise<void> {
  await Promise.allSettled(scheduleIds.map((id) => client.schedule.getHandle(id).delete()));
}

/** Has the patrol go round only when a test says so. */
export async function pausePatrol(client: Client): Promise<void> {
  await Promise.all(scheduleIds.map((id) => client.schedule.getHandle(id).pause('a test')));
}
