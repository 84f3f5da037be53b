import { raiseRetention, registerSearchAttributes } from '../temporal/setup.js';
import type { CommandContext } from './context.js';

/** Prepares the Temporal namespace: search attributes and retention. Doing it again changes nothing. */
export async function setup(context: CommandContext): Promise<void> {
  await context.withTemporal(async (client) => {
    const registered = await registerSearchAttributes(client);
    const retentionDays = await raiseRetention(client);
    const attributes =
      registered.length > 0 ? `registered ${registered.join(', ')}` : 'all search attributes were there';
    const text = `Namespace ${client.options.namespace}: ${attributes}; closed runs are kept for ${retentionDays} days.`;
    context.print(text, { namespace: client.options.namespace, registered, retentionDays });
  });
}
