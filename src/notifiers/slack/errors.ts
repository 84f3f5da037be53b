import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { Refused, TryLater } from '../notifier.js';

const token = 'Make a new bot token at https://api.slack.com/apps and set SLACK_BOT_TOKEN.';
const bug = 'This is a fault of Merganser: please report it.';

/** Slack's refusals, and what a person can do about each. */
const nextSteps: Readonly<Record<string, (channel: string) => string>> = {
  channel_not_found: (channel) =>
    `There is no channel ${channel} that the bot can see. Check notify.slack.channel, and invite the bot if it is private.`,
  not_in_channel: (channel) => `Invite the bot to ${channel}: /invite @merganser`,
  is_archived: (channel) => `${channel} is archived. Unarchive it or choose another notify.slack.channel.`,
  restricted_action: (channel) =>
    `The workspace does not let the bot post to ${channel}. Ask an administrator.`,
  invalid_auth: () => token,
  not_authed: () => token,
  account_inactive: () => token,
  token_revoked: () => token,
  token_expired: () => token,
  missing_scope: () =>
    'Give the app the scopes chat:write, chat:write.customize, channels:read and channels:history, and install it again.',
  invalid_blocks: () => bug,
  msg_too_long: () => bug,
  msg_blocks_too_long: () => bug,
  no_text: () => bug,
  invalid_arguments: () => bug,
  thread_not_found: () => 'Its first message is gone. Was it deleted in Slack?',
  message_not_found: () => 'The message is gone. Was it deleted in Slack?',
};

const passing = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'team_added_to_org',
];

function platformError(code: string, channel: string): Refused | TryLater {
  // An answer that is not Slack's JSON (a proxy's page) arrives here as its whole text.
  if (!/^[a-z_]+$/.test(code))
    return new TryLater('Something that is not Slack answered: is a proxy in between?');
  if (passing.includes(code)) return new TryLater(`Slack answers ${code}.`);
  const next = nextSteps[code]?.(channel) ?? `See https://docs.slack.dev for ${code}.`;
  return new Refused(`Slack refuses the message to ${channel}: ${code}. ${next}`);
}

function httpError(status: number): Refused | TryLater {
  const passes = status >= 500 || status === 408 || status === 429;
  if (passes) return new TryLater(`Slack answers with HTTP status ${status}.`);
  return new Refused(
    `Slack answers with HTTP status ${status}. Check SLACK_API_URL and any proxy in between.`,
  );
}

/** Turns what `@slack/web-api` throws into the errors of the port. */
export function slackError(error: unknown, channel: string): Refused | TryLater {
  if (error instanceof WebAPIRateLimitedError) {
    return new TryLater(`Slack asks to wait ${error.retryAfter} s.`, error.retryAfter * 1000);
  }
  if (error instanceof WebAPIPlatformError) return platformError(error.data.error, channel);
  if (error instanceof WebAPIHTTPError) return httpError(error.statusCode);
  if (error instanceof WebAPIRequestError) {
    return new TryLater(`Slack cannot be reached: ${error.original.message}`);
  }
  return new TryLater(error instanceof Error ? error.message : String(error));
}

/** The token lacks a scope that only looking needs; posting may still work. */
export const lacksScope = (error: unknown) =>
  error instanceof WebAPIPlatformError && error.data.error === 'missing_scope';
