import { z } from 'zod';
import type { Finding } from '../domain/finding.js';
import { consoleNotifier } from './console/index.js';
import type { Destination, Notifier } from './notifier.js';
import { checkSlack } from './slack/check.js';
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
  /** Says whether messages would arrive, and what to do where they would not. Absent: there is nothing to go wrong. */
  readonly check?: (settings: NotifierSettings, to: readonly Destination[]) => Promise<readonly Finding[]>;
}

const giveToken =
  'Set SLACK_BOT_TOKEN (or SLACK_BOT_TOKEN_FILE) to the xoxb- token of your Slack app, or configure notify.console instead.';

const toStandardOutput = (text: string) => void process.stdout.write(`${text}\n`);

/** The notifiers there are, by the name they have under `notify`. */
export const notifiers: Readonly<Record<'slack' | 'console', NotifierType>> = {
  slack: {
    options: slackOptions,
    create({ slackToken, slackApiUrl }) {
      if (!slackToken) throw new Error(`notify.slack is configured, but there is no bot token. ${giveToken}`);
      return slackNotifier({ token: slackToken, ...(slackApiUrl && { apiUrl: slackApiUrl }) });
    },
    check({ slackToken, slackApiUrl }, to) {
      if (!slackToken) {
        const none = { what: 'Slack', found: 'there is no bot token', todo: giveToken };
        return Promise.resolve([none]);
      }
      return checkSlack({ token: slackToken, ...(slackApiUrl && { apiUrl: slackApiUrl }) }, to);
    },
  },
  console: {
    options: z.strictObject({}),
    create: ({ print = toStandardOutput }) => consoleNotifier(print),
  },
};
