import { Connection } from '@temporalio/client';

const workflowTasks = 1;

/** Whether a worker asks the server for work. */
export async function hasWorker(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address });
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: 'merganser' },
      taskQueueType: workflowTasks,
    });
    return pollers.length > 0;
  } finally {
    await connection.close();
  }
}
