import { z } from 'zod';
import { consoleNotifier } from './console/index.js';
import type { Notifier } from './notifier.js';
import { slackNotifier } from './slack/index.js';
import { slackOptions } from './slack/options.js';

/** What notifiers need from the environment. */
export interface NotifierSettings {
  readonly slackToken?: string;
  readonly slackApiUrl?: string;
  /** Where the console notifier prints. Default: standard output. */
  readonly print?: (text: string) => void;
}

export interface NotifierType {
  /** Of the options under `notify.<type>`. */
  readonly options: z.ZodType<Readonly<Record<string, string>>>;
  create(settings: NotifierSettings): Notifier;
}

const toStandardOutput = (text: string) => void process.stdout.write(`${text}\n`);

/** The notifiers there are, by the name they have under `notify`. */
export const notifiers: Readonly<Record<'slack' | 'console', NotifierType>> = {
  slack: {
    options: slackOptions,
    create({ slackToken, slackApiUrl }) {
      if (!slackToken) {
        throw new Error(
          'notify.slack is configured, but there is no bot token. Set SLACK_BOT_TOKEN (or SLACK_BOT_TOKEN_FILE) to the ' +
            'xoxb- token of your Slack app, or configure notify.console instead.',
        );
      }
      return slackNotifier({ token: slackToken, ...(slackApiUrl && { apiUrl: slackApiUrl }) });
    },
  },
  console: {
    options: z.strictObject({}),
    create: ({ print = toStandardOutput }) => consoleNotifier(print),
  },
};
