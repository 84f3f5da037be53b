import type { Client } from '@temporalio/client';

const withinMs = 2_000;

/** Whether Temporal answers now, within 2 s. */
export async function answers(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + withinMs, () =>
      client.connection.workflowService.getSystemInfo({}),
    );
    return true;
  } catch {
    return false;
  }
}
