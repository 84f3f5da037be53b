import type { Client } from '@temporalio/client';
import { deploymentOf, queueOf } from '../temporal/status.js';
import { exitCodes, type CommandContext } from './context.js';
import { nextCommands } from './next-commands.js';
import { servicesNamed } from './services.js';
import { statusText, type ServiceStatus } from './status-text.js';

/** Shows how services stand. Those that cannot be asked are said, and make it fail. */
export async function status(context: CommandContext, service: string | undefined): Promise<void> {
  const services = await servicesNamed(context, service);
  const all = await context.withTemporal((client) => statusOfAll(client, services));
  context.print(all.map((one) => statusText(one, Date.now())).join('\n'), all.map(statusData));
  if (all.some(({ error }) => error !== undefined)) process.exitCode = exitCodes.failed;
}

/** Asks all services at once. Never throws. */
export function statusOfAll(client: Client, services: readonly string[]): Promise<ServiceStatus[]> {
  return Promise.all(services.map((service) => statusOf(client, service)));
}

async function statusOf(client: Client, service: string): Promise<ServiceStatus> {
  try {
    const [deployment, queue] = await Promise.all([deploymentOf(client, service), queueOf(client, service)]);
    return { service, ...(deployment && { deployment }), ...(queue && { queue }) };
  } catch (error) {
    return { service, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The same for programs. What has ended is told by `history`. */
export function statusData(status: ServiceStatus): object {
  const { service, deployment, queue, error } = status;
  if (error !== undefined) return { service, error };
  const { waiting = [], unnamed = 0, quarantined = [], frozen, held, asking, back } = queue ?? {};
  const named = waiting.map(({ commit, subject, author, receivedAt }) => ({
    ...{ commit, subject, author, receivedAt },
  }));
  return {
    ...{ service, deployment, waiting: named, unnamed },
    ...{ quarantined, frozen, held, asking, back, next: nextCommands(status) },
  };
}
