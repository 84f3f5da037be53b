import type { WebClient } from '@slack/web-api';
import type { Key, Ref } from '../notifier.js';
import { channelsOf } from './channels.js';
import { lacksScope } from './errors.js';

/** What an attempt to post may have left in Slack: the message of this key. */
interface Wanted {
  /** As configured: a name or an ID. */
  readonly channel: string;
  readonly key: Key;
  readonly thread: string | undefined;
}

const isId = (channel: string) => /^[CG][A-Z0-9]{6,}$/.test(channel);

/** Reading a channel takes its ID. */
async function channelId(client: WebClient, channel: string): Promise<string | undefined> {
  if (isId(channel)) return channel;
  const wanted = channel.replace(/^#/, '');
  for await (const { name, id } of channelsOf(client)) if (name === wanted) return id;
  return undefined;
}

/**
 * Finds a message that an earlier attempt posted although its answer was lost. Undefined when there is none, or when
 * the token may not look: then a message said twice is better than one never said.
 */
export async function findPosted(client: WebClient, wanted: Wanted): Promise<Ref | undefined> {
  try {
    const channel = await channelId(client, wanted.channel);
    if (!channel) return undefined;
    const { messages = [] } =
      wanted.thread === undefined
        ? await client.conversations.history({ channel, include_all_metadata: true, limit: 50 })
        : await client.conversations.replies({
            channel,
            ts: wanted.thread,
            include_all_metadata: true,
            limit: 200,
          });
    const found = messages.find((message) => keyOf(message) === wanted.key);
    return found?.ts ? { channel, ts: found.ts } : undefined;
  } catch (error) {
    if (lacksScope(error)) return undefined;
    throw error;
  }
}

/** The SDK's types do not know `metadata` on all kinds of messages. */
function keyOf(message: object): unknown {
  const { metadata } = message as { metadata?: { event_payload?: { key?: unknown } } };
  return metadata?.event_payload?.key;
}
