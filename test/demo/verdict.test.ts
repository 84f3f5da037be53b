import test from 'ava';
import { expectations } from '../../demo/expectations.js';
import { problemsOf, reportOf, type Judged, type SlackMessage } from '../../demo/reader/index.js';

const before = 'a'.repeat(40);
const commit = 'b'.repeat(40);
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 13, 0, second)).toISOString();
const at3 = (version: string) => ({ site_1: version, site_2: version, site_3: version });

function said(...texts: readonly string[]): SlackMessage[] {
  const how = texts.includes(rolledBack) ? 'rolled-back' : 'rolled-out';
  const elements = [{ text: `${how}: because it was so` }];
  return texts.map((text, i) => ({
    at: at(i),
    ts: `${i}.0`,
    username: 'Canary Analysis',
    text,
    ...(i > 0 ? { thread_ts: '0.0' } : { blocks: [{ type: 'section' }, { type: 'context', elements }] }),
  }));
}

const starting = (subject: string, author: string, reviewer: string) =>
  `Starting analysis of cart with deployment id abc123
"${subject}" by @${author}, reviewed by @${reviewer}
See <http://127.0.0.1:4600/cart/commit/${commit}>
Will do the analysis until 13:00:43 UTC`;

const failing = (...problems: readonly string[]) =>
  [
    `The checks for cart are failing. I will soon roll this back if it doesn't recover.`,
    'Problems are:',
    ...problems.map((p) => `Metric error ratio in ${p}`),
  ].join('\n');

const green = `The checks for cart are all green. I will roll this out. Check results are:
Metric error ratio in site_1 remained at .0%
Metric error ratio in site_2 remained at .0%
Metric error ratio in site_3 remained at .0%`;
const why =
  'Why:\nerror ratio in site_1 is no worse: 0 errors in 4300 requests (.0%), beside it 0 errors in 4300 requests (.0%); 0.0 to 2.9 times its rate';
const lastLook = `The deadline for cart is here and a check is still bad. I will take a last look at fresh numbers, until 13:01:23 UTC at most.
Metric error ratio in site_2 increased from .0% to 2.0%`;
const rolledOut = 'Rolled out cart: site_1, site_2, site_3 run bbbbbb';
const tooMuch = `The checks for cart have failed too much. I will roll this back. Problems are:
Metric error ratio in site_2 increased from .0% to 2.0%`;
const rolledBack = 'Rolled back cart: site_1, site_2, site_3 run aaaaaa again';
const recovered = 'The checks for cart have recovered. The analysis goes on until 13:00:43 UTC';

const facts = {
  deploymentId: 'abc123',
  commit,
  acceptedAt: Date.parse(at(0)),
  canaryStartedAt: Date.parse(at(1)),
  canariesUpAt: Date.parse(at(2)) + 500,
  decidedAt: Date.parse(at(43)) + 100,
  lastSiteAt: Date.parse(at(44)),
};

const common = {
  service: 'cart',
  commit,
  before: at3(before),
  status: 'COMPLETED',
  web: 'http://127.0.0.1:4600/cart',
};

const good: Judged = {
  ...common,
  name: 'Greet by name',
  author: 'jane',
  reviewer: 'joe',
  after: at3(commit),
  outcomeAttribute: 'rolled-out',
  facts: { ...facts, outcome: 'rolled-out' },
  messages: said(starting('Greet by name', 'jane', 'joe'), green, why, rolledOut),
};

const bad: Judged = {
  ...common,
  name: 'Cache prices',
  author: 'kim',
  reviewer: 'jane',
  after: at3(before),
  outcomeAttribute: 'rolled-back',
  facts: { ...facts, outcome: 'rolled-back', warnedAt: Date.parse(at(1)) - 40 },
  messages: said(
    starting('Cache prices', 'kim', 'jane'),
    failing('site_2 increased from .0% to 1.7%'),
    lastLook,
    tooMuch,
    why,
    rolledBack,
    'cart recovered after 12 s.',
  ),
};

const healing: Judged = {
  ...good,
  name: 'Warm the cache',
  author: 'joe',
  reviewer: 'kim',
  messages: said(
    starting('Warm the cache', 'joe', 'kim'),
    failing('site_1 increased from .0% to 100.0%', 'site_3 increased from .0% to 98.1%'),
    failing(
      'site_1 increased from .0% to 100.0%',
      'site_2 increased from .0% to 99.9%',
      'site_3 increased from .0% to 98.1%',
    ),
    recovered,
    green,
    why,
    rolledOut,
  ),
};

const judged = (story: Judged, i: number) => {
  const expected = expectations[i];
  if (!expected) throw new Error(`there is no story ${i}`);
  return problemsOf(story, expected);
};

test('stories that went as they should have no problems', (t) => {
  t.deepEqual(judged(good, 0), []);
  t.deepEqual(judged(bad, 1), []);
  t.deepEqual(judged(healing, 2), []);
});

const wrong: Record<string, [Judged, number, RegExp]> = {
  'a word': [
    {
      ...good,
      messages: said(
        starting('Greet by name', 'jane', 'joe'),
        green.replace('all green', 'green'),
        why,
        rolledOut,
      ),
    },
    0,
    /message 2: expected/,
  ],
  'another reviewer': [
    { ...good, messages: said(starting('Greet by name', 'jane', 'kim'), green, why, rolledOut) },
    0,
    /message 1: expected/,
  ],
  'the order': [
    { ...good, messages: said(starting('Greet by name', 'jane', 'joe'), rolledOut, green, why) },
    0,
    /message 2: expected.*message 3|message 2: expected/s,
  ],
  'a message missing': [
    { ...good, messages: said(starting('Greet by name', 'jane', 'joe'), green, why) },
    0,
    /missing: "Rolled out/,
  ],
  'a message too many': [
    { ...good, messages: said(starting('Greet by name', 'jane', 'joe'), green, why, rolledOut, rolledOut) },
    0,
    /nothing more was to be said/,
  ],
  'a message outside of the thread': [
    { ...good, messages: good.messages.map(({ thread_ts: _, ...m }) => m) },
    0,
    /message 2 is in thread none, not 0\.0/,
  ],
  'a message in another thread': [
    { ...good, messages: good.messages.map((m, i) => (i === 2 ? { ...m, thread_ts: '7.0' } : m)) },
    0,
    /message 3 is in thread 7\.0/,
  ],
  'another sender': [
    { ...good, messages: good.messages.map((m) => ({ ...m, username: 'bot' })) },
    0,
    /is from bot/,
  ],
  'a site that runs another version': [
    { ...good, after: { ...at3(commit), site_2: before } },
    0,
    /after, site_2 runs aaaa/,
  ],
  'a canary left at a site': [
    { ...bad, after: { ...at3(before), site_2: `${before} beside ${commit}` } },
    1,
    /after, site_2 runs .* beside/,
  ],
  'sites that differed before': [
    { ...good, before: { ...at3(before), site_3: commit } },
    0,
    /before, site_3 runs bbbb/,
  ],
  'another outcome': [
    { ...bad, facts: { ...facts, outcome: 'rolled-out' } },
    1,
    /the outcome in its result is rolled-out, not rolled-back/,
  ],
  'another search attribute': [{ ...bad, outcomeAttribute: 'aborted' }, 1, /MerganserOutcome is aborted/],
  'a run that did not complete': [{ ...good, status: 'TERMINATED' }, 0, /the run is TERMINATED/],
  'a ratio out of range': [
    { ...bad, messages: bad.messages.map((m) => ({ ...m, text: m.text.replace('2.0%', '4.0%') })) },
    1,
    /message 3: expected/,
  ],
  'a ratio written otherwise': [
    { ...bad, messages: bad.messages.map((m) => ({ ...m, text: m.text.replace('to 2.0%', 'to 2%') })) },
    1,
    /message 3: expected/,
  ],
  'another time announced': [
    { ...good, messages: good.messages.map((m) => ({ ...m, text: m.text.replace('13:00:43', '13:00:52') })) },
    0,
    /the announced 13:00:52 UTC is not 40 s after/,
  ],
  'a decision before its time': [
    { ...good, facts: { ...facts, outcome: 'rolled-out', decidedAt: Date.parse(at(30)) } },
    0,
    /decided before/,
  ],
  'a first message that was not kept up to date': [
    { ...good, messages: good.messages.map(({ blocks: _, ...m }) => m) },
    0,
    /first message says "nothing" in the end, not rolled-out/,
  ],
  'a warning that repeats itself': [
    {
      ...healing,
      messages: said(...healing.messages.flatMap((m, i) => (i === 2 ? [m.text, m.text] : [m.text]))),
    },
    2,
    /message 4: expected/,
  ],
};

for (const [what, [story, i, problem]] of Object.entries(wrong)) {
  test(`it is noticed: ${what}`, (t) => {
    t.regex(judged(story, i).join('\n'), problem);
  });
}

test('it is noticed: Temporal knows of no deployment', (t) => {
  const { facts: _, ...unknown } = good;
  t.deepEqual(judged(unknown, 0), ['Temporal has no deployment of bbbbbb']);
});

test('the report has the times between what happened', (t) => {
  const report = reportOf(bad);
  t.deepEqual(report.ms, {
    webhookToCanaryDeploying: 1_000,
    firstBadPollToWarning: 40,
    decisionToLastSite: 900,
  });
  t.deepEqual(Object.keys(report), [
    'name',
    'service',
    'deploymentId',
    'commit',
    'outcome',
    'before',
    'after',
    'messages',
    'ms',
  ]);
  t.deepEqual(report.messages[1], { at: at(1), thread: '0.0', text: bad.messages[1]?.text ?? '' });
  t.is(report.messages[0]?.thread, null);
  t.is(reportOf(good).ms.firstBadPollToWarning, null);
});
