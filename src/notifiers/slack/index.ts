import { LogLevel, WebClient } from '@slack/web-api';
import { render } from '../../domain/announcements/words.js';
import { Refused, type Key, type Message, type Notifier, type Ref } from '../notifier.js';
import { blocksOf, fitting } from './blocks.js';
import { slackDialect } from './dialect.js';
import { slackError } from './errors.js';
import { findPosted } from './lookup.js';

export interface SlackSettings {
  readonly token: string;
  /** Of a stand-in or a gateway; absent: Slack itself. */
  readonly apiUrl?: string;
}

/** Posts to Slack as `Canary Analysis`. A call is one attempt: retries belong to Temporal. */
export function slackNotifier({ token, apiUrl }: SlackSettings): Notifier {
  const client = new WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logLevel: LogLevel.ERROR,
    ...(apiUrl && { slackApiUrl: apiUrl }),
  });
  return {
    async post(to, message, key, thread, maybePosted) {
      const channel = thread?.channel ?? to.channel;
      if (!channel) throw new Refused('There is no channel to post to. Set notify.slack.channel.');
      return attempt(to.channel ?? channel, async () => {
        const earlier = maybePosted && (await findPosted(client, { channel, key, thread: thread?.ts }));
        return earlier || (await post(client, channel, message, key, thread?.ts));
      });
    },
    async update({ channel, ts }, message) {
      if (!channel || !ts)
        throw new Refused('This message was not posted to Slack, so it cannot be updated there.');
      await attempt(channel, () => client.chat.update({ channel, ts, ...contentOf(message, []) }));
    },
  };
}

async function attempt<T>(channel: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw slackError(error, channel);
  }
}

async function post(
  client: WebClient,
  channel: string,
  message: Message,
  key: Key,
  thread?: string,
): Promise<Ref> {
  const posted = await client.chat.postMessage({
    channel,
    username: 'Canary Analysis',
    ...contentOf(message),
    ...(thread && { thread_ts: thread }),
    metadata: { event_type: 'merganser', event_payload: { key } },
    unfurl_links: false,
    unfurl_media: false,
  });
  return { channel: posted.channel ?? channel, ts: posted.ts ?? '' };
}

/** `text` is what notifications and screen readers get: the words alone, whatever the blocks add. */
function contentOf({ announcement, status }: Message, none?: []) {
  const text = render(announcement, slackDialect);
  const blocks = status ? blocksOf(text, status) : none;
  return { text: fitting(text), ...(blocks && { blocks }) };
}
