import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
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
