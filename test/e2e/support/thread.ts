import type { SlackDouble } from '../../../doubles/slack/index.js';
import { until } from '../../helpers/until.js';

/** A deployment's thread in Slack. Every message of the deployment is in it, else it throws. */
function thread(slack: SlackDouble, deployment: string): readonly string[] {
  const messages = slack.messages();
  const keyOf = (message: (typeof messages)[number]) => String(message.metadata?.event_payload['key']);
  const parent = messages.find((message) => keyOf(message).startsWith(`${deployment}/`));
  const own = messages.filter((message) => keyOf(message).startsWith(`${deployment}/`));
  const stray = own.find((message) => message !== parent && message.thread_ts !== parent?.ts);
  if (stray) throw new Error(`not in the thread of ${deployment}: ${stray.text}`);
  return own.map(({ text }) => text);
}

/** The thread, once a message is in it. */
export async function threadWith(slack: SlackDouble, deployment: string, text: RegExp, timeoutMs = 20_000) {
  await until(
    () => (thread(slack, deployment).some((said) => text.test(said)) ? true : undefined),
    timeoutMs,
  );
  return thread(slack, deployment);
}

/** The thread when its last word was said, as the first line of each message. */
export async function heads(slack: SlackDouble, deployment: string, last = /^(Rolled|Adopted)/) {
  return (await threadWith(slack, deployment, last)).map((text) => text.split('\n')[0]);
}
