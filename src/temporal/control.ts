import {
  isGrpcDeadlineError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { Control, ControlInput } from '../domain/controls.js';
import type { ControlAnswer } from '../domain/deployment.js';

/** `recorded`: no worker answers, and the server keeps it for the next. `absent`: no such workflow runs. */
export type Told = ControlAnswer | 'recorded' | 'absent';

const withinMs = 5_000;

/**
 * Says a control to a workflow: by update, which is answered, and by signal where no worker answers within 5 s. A worker that
 * comes soon hears both, so controls are to be idempotent. Throws what went wrong otherwise.
 */
export async function tell(
  client: Client,
  workflowId: string,
  control: Control,
  input: ControlInput,
): Promise<Told> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    if ((await handle.describe()).status.name !== 'RUNNING') return 'absent';
    return (await answer(client, handle, control, input)) ?? (await record(handle, control, input));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'absent';
    throw error;
  }
}

/** Undefined when no worker answers in time. */
async function answer(
  client: Client,
  handle: WorkflowHandle,
  control: Control,
  input: ControlInput,
): Promise<ControlAnswer | undefined> {
  try {
    return await client.withDeadline(Date.now() + withinMs, () =>
      handle.executeUpdate<ControlAnswer, [ControlInput]>(control, { args: [input] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error))
      return undefined;
    // What failed stands in the cause; the error itself says no more than that it did.
    if (error instanceof WorkflowUpdateFailedError) throw error.cause ?? error;
    throw error;
  }
}

async function record(handle: WorkflowHandle, control: Control, input: ControlInput): Promise<'recorded'> {
  await handle.signal(control, input);
  return 'recorded';
}
