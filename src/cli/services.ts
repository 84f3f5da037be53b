import type { Queue } from '../domain/queue.js';
import { queueOf } from '../temporal/status.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';
import { unknownService } from './merge.js';

/** One service, or all that are configured. */
export async function servicesNamed(
  context: CommandContext,
  service: string | undefined,
): Promise<readonly string[]> {
  const { registrations } = await context.platform();
  const all = registrations.map((registration) => registration.service);
  if (service === undefined) return all;
  if (!all.includes(service)) throw unknownService(service, registrations);
  return [service];
}

/**
 * What the services remember that were ever deployed. One that cannot be asked is said, and makes the command fail in the
 * end; at once where none can be asked.
 */
export async function queuesOf(
  context: CommandContext,
  service: string | undefined,
): Promise<readonly Queue[]> {
  const errors: string[] = [];
  const services = await servicesNamed(context, service);
  const queues = await context.withTemporal((client) =>
    Promise.all(
      services.map((name) =>
        queueOf(client, name).catch((error: Error) => void errors.push(`${name}: ${error.message}`)),
      ),
    ),
  );
  if (errors.length > 0 && errors.length === services.length) throw new CommandFailed(errors.join('\n'));
  for (const error of errors) context.complain(error);
  if (errors.length > 0) process.exitCode = exitCodes.failed;
  return queues.filter((queue) => queue !== undefined);
}
