import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { startSlackDouble, type Fault } from '../../doubles/slack/index.js';
import type { Announcement } from '../../src/domain/announcements/announcement.js';
import { Refused, TryLater } from '../../src/notifiers/notifier.js';
import { notifiers } from '../../src/notifiers/registry.js';
import { slackNotifier } from '../../src/notifiers/slack/index.js';
import { notifierContract, rolledOut } from '../contracts/notifier.js';

const to = { type: 'slack', channel: '#deploys' };

async function startSlack(t: Pick<ExecutionContext, 'teardown'>, token = 'xoxb-test') {
  const double = await startSlackDouble();
  t.teardown(() => double.close());
  const notifier = slackNotifier({ token, apiUrl: double.apiUrl });
  const fault = async (body: Fault) =>
    void (await fetch(`${double.url}/_double/fault`, { method: 'POST', body: JSON.stringify(body) }));
  const recover = async () => void (await fetch(`${double.url}/_double/fault`, { method: 'DELETE' }));
  const say = (key: string, maybePosted = false) =>
    notifier.post(to, { announcement: rolledOut('cart') }, key, undefined, maybePosted);
  return { double, notifier, fault, recover, say };
}

notifierContract(test, 'slack', async () => {
  const double = await startSlackDouble();
  return {
    notifier: slackNotifier({ token: 'xoxb-test', apiUrl: double.apiUrl }),
    to,
    read: () => double.messages().map((message) => message.text),
    close: () => double.close(),
  };
});

const starting = (subject: string, link?: string): Announcement => ({
  kind: 'starting',
  service: 'my-amazing-service',
  id: 'abc123',
  change: { commit: 'ac3a6c', subject, author: 'jane', reviewers: ['joe'], ...(link && { link }) },
  also: [],
  until: '2026-11-23T13:10:00.000Z',
  firstAt: [],
});

test('the start message is byte for byte as promised, from Canary Analysis, with its status as small print', async (t) => {
  const { double, notifier } = await startSlack(t);
  const link = 'https://github.com/spotify/my-amazing-service/commit/ac3a6c';
  const announcement = starting('Adding loads of new features!', link);
  const ref = await notifier.post(to, { announcement, status: 'analyzing' }, 'abc123/1', undefined, false);
  const text = `Starting analysis of my-amazing-service with deployment id abc123
"Adding loads of new features!" by @jane, reviewed by @joe
See <https://github.com/spotify/my-amazing-service/commit/ac3a6c>
Will do the analysis until 13:10:00 UTC`;
  const [message] = double.messages();
  t.is(message?.text, text);
  t.is(message?.username, 'Canary Analysis');
  t.deepEqual(message?.metadata, { event_type: 'merganser', event_payload: { key: 'abc123/1' } });
  t.deepEqual(message?.blocks, [
    { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } },
    { type: 'context', elements: [{ type: 'plain_text', text: 'analyzing' }] },
  ]);
  t.deepEqual(ref, { channel: 'C0DEPLOYS', ts: message?.ts ?? '' });
});

test('an update replaces words and status, keeps the key, and drops the blocks with the status', async (t) => {
  const { double, notifier, say } = await startSlack(t);
  const ref = await say('a/1');
  await notifier.update(ref, { announcement: rolledOut('cart'), status: 'recovered' });
  t.is(double.messages()[0]?.blocks?.length, 2);
  await notifier.update(ref, { announcement: rolledOut('basket') });
  const [message] = double.messages();
  t.regex(message?.text ?? '', /basket/);
  t.deepEqual([message?.blocks, message?.updates], [[], 2]);
  t.is(message?.metadata?.event_payload.key, 'a/1');
});

test('a reply goes into the thread', async (t) => {
  const { double, notifier, say } = await startSlack(t);
  const first = await say('a/1');
  await notifier.post(to, { announcement: rolledOut('b') }, 'a/2', first, false);
  t.is(double.messages()[1]?.thread_ts, first.ts);
});

for (const kind of ['reset-before', 'reset-after', '500'] as const) {
  test(`${kind} of a message and of a reply: each is there exactly once after a second attempt`, async (t) => {
    const { double, notifier, fault, say } = await startSlack(t);
    await fault({ kind });
    await t.throwsAsync(say('a/1'), { instanceOf: TryLater });
    const first = await say('a/1', true);
    await fault({ kind });
    const reply = (maybePosted: boolean) =>
      notifier.post(to, { announcement: rolledOut('b') }, 'a/2', first, maybePosted);
    await t.throwsAsync(reply(false), { instanceOf: TryLater });
    const second = await reply(true);
    const posted: unknown[] = double.messages().map(({ ts, channel }) => ({ channel, ts }));
    t.deepEqual(posted, [first, second]);
  });
}

test('429: try later, not before Slack says', async (t) => {
  const { fault, say } = await startSlack(t);
  await fault({ kind: '429', ms: 7_000 });
  const error = await t.throwsAsync(say('a/1'), { instanceOf: TryLater });
  t.is(error.retryAfterMs, 7_000);
});

test('down: try later, until it is up again', async (t) => {
  const { double, fault, recover, say } = await startSlack(t);
  await fault({ kind: 'down' });
  await t.throwsAsync(say('a/1'), { instanceOf: TryLater });
  await t.throwsAsync(say('a/1', true), { instanceOf: TryLater, message: /cannot be reached/ });
  await recover();
  await say('a/1', true);
  t.is(double.messages().length, 1);
});

test('nobody listening: try later', async (t) => {
  const { double, say } = await startSlack(t);
  await double.close();
  await t.throwsAsync(say('a/1'), { instanceOf: TryLater, message: /cannot be reached/ });
});

test('a token without the scope to look posts all the same', async (t) => {
  const { double, fault, say } = await startSlack(t);
  await fault({ kind: 'ok-false', error: 'missing_scope', method: 'conversations.list' });
  await say('a/1', true);
  t.is(double.messages().length, 1);
});

const refusals: readonly (readonly [code: string, says: RegExp])[] = [
  ['not_in_channel', /invite.*#deploys/i],
  ['is_archived', /#deploys is archived/],
  ['token_revoked', /SLACK_BOT_TOKEN/],
  ['missing_scope', /chat:write/],
  ['some_new_code', /some_new_code/],
];

for (const [error, says] of refusals) {
  test(`${error} is refused for good, and says what to do`, async (t) => {
    const { fault, say } = await startSlack(t);
    await fault({ kind: 'ok-false', error });
    await t.throwsAsync(say('a/1'), { instanceOf: Refused, message: says });
  });
}

test('internal_error and a web page instead of JSON are worth another try', async (t) => {
  const { fault, say } = await startSlack(t);
  for (const error of ['internal_error', '<html>Proxy login</html>']) {
    await fault({ kind: 'ok-false', error });
    await t.throwsAsync(say('a/1'), { instanceOf: TryLater });
  }
});

test('unknown channel and wrong token are refused for good', async (t) => {
  const { double, notifier } = await startSlack(t);
  const message = { announcement: rolledOut('cart') };
  const elsewhere = notifier.post({ type: 'slack', channel: '#nowhere' }, message, 'a/1', undefined, false);
  await t.throwsAsync(elsewhere, { instanceOf: Refused, message: /no channel #nowhere/ });
  const stranger = slackNotifier({ token: 'xoxp-1', apiUrl: double.apiUrl });
  const refused = stranger.post(to, message, 'a/1', undefined, false);
  await t.throwsAsync(refused, { instanceOf: Refused, message: /SLACK_BOT_TOKEN/ });
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '|',
        '!channel',
        '@U0123',
        'https://evil.example',
        '&lt;',
        '\u202e',
        '\r\n',
        '🦆',
        'a',
      ),
    )
    .map((parts) => parts.join('')),
);

test('<!channel> and any other text from a commit: no control sequence reaches Slack but our own links', async (t) => {
  const { double, notifier } = await startSlack(t);
  const property = fc.asyncProperty(hostile, hostile, hostile, async (subject, url, status) => {
    const announcement = starting(`<!channel> ${subject}`, `https://example.com/${url}`);
    await notifier.post(to, { announcement, status: `<!here> ${status}` }, 'a/1', undefined, false);
    const text = double.messages().at(-1)?.text ?? '';
    const ours = /^See <https:\/\/example\.com\/[!-;=?-~]*>$/m;
    t.notRegex(text.replace(ours, ''), /[<>]/);
    t.is(text.split('\n').length, 4);
  });
  await fc.assert(property, { numRuns: 150 });
  const state = (await (await fetch(`${double.url}/_double/state`)).json()) as { violations: unknown[] };
  t.deepEqual(state.violations, []);
});

test('a link that is no web link is text', async (t) => {
  const { double, notifier } = await startSlack(t);
  const announcement = starting('x', 'javascript:alert(1)//<!here>');
  await notifier.post(to, { announcement }, 'a/1', undefined, false);
  t.regex(double.messages()[0]?.text ?? '', /^See javascript:alert\(1\)\/\/&lt;!here&gt;$/m);
});

test('hundreds of lines are cut to what Slack takes, never inside an entity', async (t) => {
  const { double, notifier } = await startSlack(t);
  const output = Array.from({ length: 300 }, (_, i) => `${i} ${'"<&>'.repeat(70)}`);
  const announcement = {
    kind: 'could-not-start',
    service: 's',
    site: 'site_1',
    reason: 'x',
    output,
  } as const;
  const ref = await notifier.post(to, { announcement, status: 'rolling back' }, 'a/1', undefined, false);
  await notifier.update(ref, { announcement, status: 'rolled back' });
  const [message] = double.messages();
  t.regex(message?.text ?? '', /…$/);
  t.notRegex((message?.text ?? '').replaceAll(/&(amp|lt|gt);/g, ''), /&/);
  t.deepEqual(message?.blocks?.at(-1), {
    type: 'context',
    elements: [{ type: 'plain_text', text: 'rolled back' }],
  });
});

test('slack without a token says which variable to set', (t) => {
  t.throws(() => notifiers.slack.create({}), { message: /SLACK_BOT_TOKEN/ });
});

test('slack options take a channel by name or by ID', (t) => {
  const { options } = notifiers.slack;
  for (const channel of ['#deploys', 'deploys', 'C0123ABCD']) t.true(options.safeParse({ channel }).success);
  for (const channel of ['', '#Deploys', '@jane', 'a b']) t.false(options.safeParse({ channel }).success);
  t.false(options.safeParse({ channel: '#deploys', thread: 'x' }).success);
});
