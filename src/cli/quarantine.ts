import { say, write } from '../domain/announcements/parts.js';
import { plain } from '../domain/showing.js';
import type { CommandContext } from './context.js';
import { queuesOf } from './services.js';
import { quarantinedText } from './status-text.js';

/** Shows the commits that are not deployed again by themselves, and why. */
export async function list(context: CommandContext, service: string | undefined): Promise<void> {
  const found = (await queuesOf(context, service)).flatMap((queue) =>
    (queue.quarantined ?? []).map((quarantined) => ({ service: queue.service, ...quarantined })),
  );
  const lines = found.map((one) => say`${one.service} ${quarantinedText(one)}`);
  context.print(write(lines, plain) || 'Nothing is quarantined.', found);
}
