import type { Expectation, ExpectedMessage } from '../expectations.js';
import type { SeenStory } from './report.js';
import { statusOf, type SlackMessage } from './slack.js';
import { differs, filled, type Facts } from './words.js';

/** A story as it was told to the verdict: what was merged, beside what was seen. */
export interface Judged extends SeenStory {
  readonly author: string;
  readonly reviewer: string;
  readonly web: string;
  /** Temporal's word for how the run ended, and its search attribute. */
  readonly status?: string;
  readonly outcomeAttribute?: string;
}

const short = (commit: string) => commit.slice(0, 6);

/** Everything that is not as it should be with a story, in sentences; nothing when all is. */
export function problemsOf(story: Judged, expected: Expectation): readonly string[] {
  if (!story.facts) return [`Temporal has no deployment of ${short(story.commit)}`];
  return [
    ...endProblems(story, expected),
    ...versionProblems(story, expected),
    ...messageProblems(story, expected),
    ...statusProblems(story, expected),
    ...timeProblems(story),
  ];
}

function endProblems({ status, outcomeAttribute, facts }: Judged, { outcome }: Expectation): string[] {
  const found = [
    ['the run is', status, 'COMPLETED'],
    ['the outcome in its result is', facts?.outcome, outcome],
    ['the search attribute MerganserOutcome is', outcomeAttribute, outcome],
  ] as const;
  return found.flatMap(([what, is, should]) =>
    is === should ? [] : [`${what} ${is ?? 'missing'}, not ${should}`],
  );
}

/** All sites run one version before; after a rollout the merged one, after a rollback that one again. */
function versionProblems({ before, after, commit }: Judged, { outcome }: Expectation): string[] {
  const [was] = Object.values(before);
  const notBefore = Object.entries(before).filter(([, version]) => version !== was || !isCommit(version));
  const wanted = outcome === 'rolled-out' ? commit : was;
  const notAfter = Object.entries(after).filter(([, version]) => version !== wanted);
  return [
    ...notBefore.map(([site, version]) => `before, ${site} runs ${version}`),
    ...notAfter.map(([site, version]) => `after, ${site} runs ${version}, not ${wanted}`),
    ...(Object.keys(after).length === 0 ? ['no site was read'] : []),
  ];
}

const isCommit = (version: string) => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(version);

function messageProblems(story: Judged, { messages: expected }: Expectation): string[] {
  const { messages } = story;
  const parent = messages[0];
  const facts = factsFor(story);
  return [
    ...ordered(messages, expected, facts),
    ...messages.flatMap((message, i) => placeProblems(message, i, parent)),
  ];
}

/** Holds messages against what is expected, one after the other. */
function ordered(
  messages: readonly SlackMessage[],
  expected: readonly ExpectedMessage[],
  facts: Facts,
): string[] {
  const problems: string[] = [];
  let next = 0;
  let last: string | undefined;
  for (const [i, { text }] of messages.entries()) {
    const before = expected[next - 1];
    if (before?.mayRepeat && text !== last && !differs(text, before, facts)) {
      last = text;
      continue;
    }
    const wanted = expected[next];
    const why = wanted
      ? differs(text, wanted, facts)
      : `nothing more was to be said, but ${JSON.stringify(text)} was`;
    if (why) problems.push(`message ${i + 1}: ${why}`);
    next += 1;
    last = text;
  }
  for (const missing of expected.slice(next))
    problems.push(`missing: ${JSON.stringify(filled(missing.text, facts))}`);
  return problems;
}

/** The thread's first message is kept up to date: in the end it says how it ended. */
function statusProblems({ messages }: Judged, { outcome }: Expectation): string[] {
  const status = messages[0] && statusOf(messages[0]);
  return status?.startsWith(`${outcome}: `)
    ? []
    : [`the thread's first message says "${status ?? 'nothing'}" in the end, not ${outcome}`];
}

function placeProblems(message: SlackMessage, i: number, parent: SlackMessage | undefined): string[] {
  const thread = i === 0 ? undefined : parent?.ts;
  const problems: string[] = [];
  if (message.thread_ts !== thread)
    problems.push(`message ${i + 1} is in thread ${message.thread_ts ?? 'none'}, not ${thread ?? 'none'}`);
  if (message.username !== 'Canary Analysis')
    problems.push(`message ${i + 1} is from ${message.username}, not from Canary Analysis`);
  return problems;
}

function factsFor({ name, author, reviewer, web, commit, before, facts, messages }: Judged): Facts {
  return {
    id: facts?.deploymentId ?? '',
    subject: name,
    author,
    reviewer,
    link: `${web}/commit/${commit}`,
    until: untilIn(messages[0]) ?? '',
    commit: short(commit),
    previous: short(Object.values(before)[0] ?? ''),
  };
}

const untilIn = (message: SlackMessage | undefined) =>
  /^Will do the analysis until (\d\d:\d\d:\d\d) UTC$/m.exec(message?.text ?? '')?.[1];

const analysisMs = 40_000;
/** The start is announced when the last canary is confirmed, and the deadline falls on the next whole second. */
const latenessMs = 3_000;

/** The announced time is the analysis timer's, and the decision falls after it. */
function timeProblems({ facts, messages }: Judged): string[] {
  const until = untilIn(messages[0]);
  if (!until || !facts?.canariesUpAt) return ['no analysis was announced'];
  const day = new Date(facts.canariesUpAt + analysisMs).toISOString().slice(0, 11);
  const announced = Date.parse(`${day}${until}Z`);
  const late = announced - (facts.canariesUpAt + analysisMs);
  if (late < 0 || late > latenessMs)
    return [`the announced ${until} UTC is not ${analysisMs / 1000} s after the last canary was up`];
  if (facts.decidedAt !== undefined && facts.decidedAt < announced)
    return [`it was decided before the announced ${until} UTC`];
  return [];
}
