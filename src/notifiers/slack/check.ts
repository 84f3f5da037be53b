import { LogLevel, WebClient } from '@slack/web-api';
import type { Finding } from '../../domain/finding.js';
import type { Destination } from '../notifier.js';
import { channelsOf } from './channels.js';
import { slackError } from './errors.js';
import type { SlackSettings } from './index.js';

/** What posting, the sender's name, and looking for what was posted need. */
const needed = ['chat:write', 'chat:write.customize', 'channels:read', 'channels:history'];

/** Looks at the token, its scopes, and the channels that are named; private ones cannot be looked up. */
export async function checkSlack(
  { token, apiUrl }: SlackSettings,
  to: readonly Destination[],
): Promise<readonly Finding[]> {
  const client = new WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5_000,
    logLevel: LogLevel.ERROR,
    ...(apiUrl && { slackApiUrl: apiUrl }),
  });
  const what = 'Slack';
  try {
    const { user, team, response_metadata } = await client.auth.test();
    const scopes = response_metadata?.scopes;
    const lacking = scopes ? needed.filter((scope) => !scopes.includes(scope)) : [];
    const todo = `give the app ${lacking.join(', ')} at https://api.slack.com/apps, and install it again`;
    const app = { what, found: `${user} of ${team}`, ...(lacking.length > 0 && { todo }) };
    return [app, ...(lacking.length > 0 ? [] : await channels(client, to))];
  } catch (error) {
    const [found = '', ...rest] = slackError(error, 'Slack').message.split('. ');
    return [
      { what, found, todo: rest.join('. ') || 'see https://status.slack.com, and any proxy in between' },
    ];
  }
}

async function channels(client: WebClient, to: readonly Destination[]): Promise<readonly Finding[]> {
  const wanted = to.flatMap(({ channel }) => (channel?.startsWith('#') ? [channel] : []));
  if (wanted.length === 0) return [];
  const known = new Map<string, boolean>();
  for await (const { name, is_member } of channelsOf(client)) known.set(`#${name}`, is_member === true);
  return wanted.map((channel) => {
    const what = `Slack ${channel}`;
    const member = known.get(channel);
    if (member) return { what, found: 'the bot is in it' };
    const invite = `invite the bot there: /invite @merganser`;
    if (member === false) return { what, found: 'the bot is not in it', todo: invite };
    return {
      what,
      found: 'no public channel of this name',
      todo: 'make it, or name a private one by its ID',
    };
  });
}
