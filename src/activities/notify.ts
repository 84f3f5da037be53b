import { Context } from '@temporalio/activity';
import type { Destination, Message, Notifier, Ref } from '../notifiers/notifier.js';
import type { Ports } from './ports.js';

/** A message on its way. No `to`: where the platform's messages go. */
export interface Posting {
  readonly to?: Destination;
  readonly key: string;
  readonly message: Message;
  readonly thread?: Ref;
  /** Somebody else may have posted it before: an earlier owner of this outbox. */
  readonly handedOver: boolean;
}

/** Posts once: attempts after the first look for the key before they post. */
export function post(ports: Ports, posting: Posting): Promise<Ref> {
  const to = posting.to ?? ports.configuration.notify;
  const maybePosted = posting.handedOver || Context.current().info.attempt > 1;
  return notifier(ports, to).post(to, posting.message, posting.key, posting.thread, maybePosted);
}

export interface Updating {
  readonly to?: Destination;
  readonly ref: Ref;
  readonly message: Message;
}

export function update(ports: Ports, updating: Updating): Promise<void> {
  return notifier(ports, updating.to ?? ports.configuration.notify).update(updating.ref, updating.message);
}

function notifier(ports: Ports, to: Destination): Notifier {
  const found = ports.notifiers[to.type];
  if (!found) throw new Error(`there is no notifier of type ${to.type}`);
  return found;
}
