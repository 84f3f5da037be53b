import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { FailingWorkflow } from '../domain/patrol.js';
import { atMost } from '../net/at-most.js';

const query = "WorkflowType IN ('service', 'deployment') AND ExecutionStatus = 'Running'";
/** A workflow task may fail once or twice by chance: a worker was killed, a server restarted. */
const enough = 3;
const atOnce = 10;

/** Running workflows whose code has failed three times in a row, and more. Costs one list, and one question for each. */
export async function failingWorkflows(client: Client): Promise<readonly FailingWorkflow[]> {
  const running: { workflow: string; run: string }[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query }))
    running.push({ workflow: workflowId, run: runId });
  const found = await atMost(atOnce, running, async ({ workflow, run }) => {
    const service = /^(?:service|deployment)\.(.+)$/.exec(workflow)?.[1];
    const times = service === undefined ? 0 : await failures(client, workflow, run);
    return service !== undefined && times >= enough ? [{ workflow, run, service, times }] : [];
  });
  return found.flat();
}

async function failures(client: Client, workflow: string, run: string): Promise<number> {
  try {
    const { raw } = await client.workflow.getHandle(workflow, run).describe();
    return raw.pendingWorkflowTask?.attempt ?? 0;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 0;
    throw error;
  }
}
