import type { RunFacts } from './run.js';
import type { SlackMessage } from './slack.js';

/** What `--report` writes. */
export interface Report {
  readonly stories: readonly StoryReport[];
  readonly requests: { readonly sent: number; readonly lostByMerganser: number };
}

export interface StoryReport {
  readonly name: string;
  readonly service: string;
  readonly deploymentId: string | null;
  readonly commit: string;
  readonly outcome: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** `thread`: Slack's id of the thread's first message; null on the first message itself. */
  readonly messages: readonly {
    readonly at: string;
    readonly thread: string | null;
    readonly text: string;
  }[];
  /** Null where it did not happen. */
  readonly ms: {
    readonly webhookToCanaryDeploying: number | null;
    readonly firstBadPollToWarning: number | null;
    readonly decisionToLastSite: number | null;
  };
}

/** Everything that was seen of a story, from outside. */
export interface SeenStory {
  readonly name: string;
  readonly service: string;
  readonly commit: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** Everything that was said since the merge. */
  readonly messages: readonly SlackMessage[];
  /** Absent when Temporal knows of no deployment of this commit. */
  readonly facts?: RunFacts;
}

/** The report of one story. */
export function reportOf({ name, service, commit, before, after, messages, facts }: SeenStory): StoryReport {
  const warning = messages.find(({ text }) => / are failing\. /.test(text));
  const warningAt = warning && Date.parse(warning.at);
  return {
    name,
    service,
    deploymentId: facts?.deploymentId ?? null,
    commit,
    outcome: facts?.outcome ?? 'none',
    before,
    after,
    messages: messages.map(({ at, thread_ts, text }) => ({ at, thread: thread_ts ?? null, text })),
    ms: {
      webhookToCanaryDeploying: between(facts?.acceptedAt, facts?.canaryStartedAt),
      firstBadPollToWarning: between(facts?.warnedAt, warningAt),
      decisionToLastSite: between(facts?.decidedAt, facts?.lastSiteAt),
    },
  };
}

const between = (from: number | undefined, to: number | undefined) =>
  from === undefined || to === undefined ? null : Math.round(to - from);
