import { WorkflowNotFoundError } from '@temporalio/client';
import type { ControlAnswer } from '../domain/deployment.js';
import { deploymentWorkflowId } from '../domain/ids.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';
import { unknownService } from './merge.js';

/** Stops a service's running deployment and says what happens next. */
export async function abort(
  context: CommandContext,
  service: string,
  reason: string | undefined,
): Promise<void> {
  await context.withTemporal(async (client) => {
    const handle = client.workflow.getHandle(deploymentWorkflowId(service));
    const input = { by: context.person, ...(reason && { reason }) };
    if (!(await isRunning(handle))) throw await nothingRuns(context, service);
    const answer = await client
      .withDeadline(Date.now() + 5_000, () =>
        handle.executeUpdate<ControlAnswer, [typeof input]>('abort', { args: [input] }),
      )
      .catch(() => undefined);
    if (!answer) {
      await handle.signal('abort', input);
      return context.print(`No worker answers now; the abort is recorded and done as soon as one does.`, {
        accepted: true,
      });
    }
    if (!answer.accepted)
      throw new CommandFailed(`${service} was not aborted: ${answer.next}.`, exitCodes.nothing);
    context.print(`Aborting ${service}, which is ${answer.phase}: ${answer.next}.`, answer);
  });
}

async function isRunning(handle: { describe(): Promise<{ status: { name: string } }> }): Promise<boolean> {
  try {
    return (await handle.describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** A name that is not configured is a mistake of another kind than a service at rest. */
async function nothingRuns(context: CommandContext, service: string): Promise<CommandFailed> {
  const platform = await context.platform().catch(() => undefined);
  if (platform && !platform.registrations.some((r) => r.service === service)) {
    return unknownService(service, platform.registrations);
  }
  return new CommandFailed(
    `No deployment of ${service} is running: there is nothing to abort.`,
    exitCodes.nothing,
  );
}
