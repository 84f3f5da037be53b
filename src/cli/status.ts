import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { DeploymentView } from '../domain/deployment.js';
import { deploymentWorkflowId, serviceWorkflowId, short } from '../domain/ids.js';
import type { Queue } from '../domain/queue.js';
import { statusLine } from '../domain/showing.js';
import type { CommandContext } from './context.js';
import { unknownService } from './merge.js';

interface ServiceStatus {
  readonly service: string;
  readonly deployment?: DeploymentView;
  readonly waiting: readonly string[];
}

/** Shows how services stand: the deployment that runs or ran last, and the merges that wait. */
export async function status(context: CommandContext, service: string | undefined): Promise<void> {
  const { registrations } = await context.platform();
  const wanted = service === undefined ? registrations : registrations.filter((r) => r.service === service);
  if (service !== undefined && wanted.length === 0) throw unknownService(service, registrations);
  await context.withTemporal(async (client) => {
    const all = await Promise.all(wanted.map((r) => statusOf(client, r.service)));
    context.print(all.map(statusText).join('\n'), all);
  });
}

async function statusOf(client: Client, service: string): Promise<ServiceStatus> {
  const query = <T>(workflowId: string) =>
    client
      .withDeadline(Date.now() + 5_000, () => client.workflow.getHandle(workflowId).query<T>('status'))
      .catch(absent);
  const deployment = await query<DeploymentView>(deploymentWorkflowId(service));
  const queue = await query<Queue>(serviceWorkflowId(service));
  const waiting = (queue?.waiting ?? []).map((merge) => short(merge.commit));
  return { service, waiting, ...(deployment && { deployment }) };
}

function absent(error: unknown): undefined {
  if (error instanceof WorkflowNotFoundError) return undefined;
  throw error;
}

function statusText({ service, deployment, waiting }: ServiceStatus): string {
  const queued = waiting.length > 0 ? `\n  waiting: ${waiting.join(', ')}` : '';
  if (!deployment) return `${service}: nothing was deployed yet${queued}`;
  const { id, commit, change } = deployment;
  const subject = change ? ` "${change.subject}"` : '';
  return `${service} ${short(commit)}${subject}, deployment ${id}: ${statusLine(deployment)}${queued}`;
}
