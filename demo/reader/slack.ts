import { askJson } from './ask.js';

/** A message as the Slack page shows it. */
export interface SlackMessage {
  /** When it was posted, ISO 8601. */
  readonly at: string;
  /** Slack's own id of it. */
  readonly ts: string;
  /** `ts` of the thread's first message; absent on the first itself. */
  readonly thread_ts?: string;
  readonly username: string;
  readonly text: string;
  readonly blocks?: readonly {
    readonly type: string;
    readonly elements?: readonly { readonly text?: string }[];
  }[];
}

/** The small print below a message, which says how its deployment stands. */
export const statusOf = ({ blocks = [] }: SlackMessage): string | undefined =>
  blocks.find((block) => block.type === 'context')?.elements?.[0]?.text;

/** All messages of the channel, in the order they were posted. */
export const readMessages = (slackUrl: string) =>
  askJson<readonly SlackMessage[]>(`${slackUrl}/_double/messages`);
