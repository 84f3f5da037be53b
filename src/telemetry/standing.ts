import type { Client } from '@temporalio/client';
import { Gauge, type Registry } from 'prom-client';
import { deploymentWorkflowId, serviceWorkflowId } from '../domain/ids.js';
import type { FailingWorkflow } from '../domain/patrol.js';
import type { Queue } from '../domain/queue.js';

const withinMs = 3_000;
const stuck = "WorkflowType = 'deployment' AND ExecutionStatus = 'Running' AND MerganserNeedsOperator = true";

/**
 * How things stand now, asked of Temporal at every scrape: a count kept by a worker would be lost with it, and wrong where
 * there are several. What cannot be asked is left out, rather than told as it was.
 */
export function standingMetrics(
  registry: Registry,
  client: Client,
  services: readonly string[],
  failing: () => Promise<readonly FailingWorkflow[]>,
): void {
  gauge(registry, 'needs_operator', 'Deployments that cannot go on without a person.', async (set) => {
    const found = await stuckDeployments(client);
    for (const service of services) set(service, found.has(deploymentWorkflowId(service)) ? 1 : 0);
  });
  gauge(registry, 'failing_workflows', 'Workflows whose code fails again and again.', async (set) => {
    const found = await failing();
    for (const service of services) set(service, found.filter((each) => each.service === service).length);
  });
  gauge(registry, 'waiting_merges', 'Merges that wait for the running deployment.', async (set) => {
    await Promise.all(services.map(async (service) => set(service, await waitingMerges(client, service))));
  });
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  collect: (set: (service: string, value: number | undefined) => void) => Promise<void>,
): void {
  new Gauge({
    name: `merganser_${name}`,
    help,
    labelNames: ['service'],
    registers: [registry],
    async collect() {
      this.reset();
      const set = (service: string, value?: number) => value !== undefined && this.set({ service }, value);
      // The worker's readiness tells that Temporal is away.
      await collect(set).catch(() => undefined);
    },
  });
}

function stuckDeployments(client: Client): Promise<ReadonlySet<string>> {
  return client.withDeadline(Date.now() + withinMs, async () => {
    const found = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query: stuck })) found.add(workflowId);
    return found;
  });
}

async function waitingMerges(client: Client, service: string): Promise<number | undefined> {
  const handle = client.workflow.getHandle(serviceWorkflowId(service));
  try {
    const queue = await client.withDeadline(Date.now() + withinMs, () => handle.query<Queue>('status'));
    return queue.waiting.length + queue.unnamed;
  } catch (error) {
    // It starts with the first merge.
    return error instanceof Error && error.name === 'WorkflowNotFoundError' ? 0 : undefined;
  }
}
