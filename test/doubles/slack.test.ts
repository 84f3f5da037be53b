import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { startSlackDouble, type DoubleMessage } from '../../doubles/slack/index.js';

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly ts?: string;
  readonly channel?: string;
  readonly messages?: readonly { text: string; metadata?: unknown }[];
}

async function call(apiUrl: string, method: string, body: object, token = 'xoxb-test'): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(apiUrl + method, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

async function start(t: ExecutionContext) {
  const double = await startSlackDouble({ channels: ['#deploys', 'random'] });
  t.teardown(() => double.close());
  return {
    double,
    slack: (method: string, body: object, token?: string) => call(double.apiUrl, method, body, token),
  };
}

const channel = 'C0DEPLOYS';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

const refusals: readonly (readonly [why: string, method: string, body: object, error: string])[] = [
  ['unknown channel', 'chat.postMessage', { channel: '#nowhere', text: 'x' }, 'channel_not_found'],
  ['no text', 'chat.postMessage', { channel }, 'no_text'],
  ['40,001 characters', 'chat.postMessage', { channel, text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['unknown thread', 'chat.postMessage', { channel, text: 'x', thread_ts: '1.000001' }, 'thread_not_found'],
  ['51 blocks', 'chat.postMessage', { channel, blocks: Array(51).fill(section('x')) }, 'invalid_blocks'],
  [
    'a section of 3,001',
    'chat.postMessage',
    { channel, blocks: [section('x'.repeat(3001))] },
    'invalid_blocks',
  ],
  ['an empty section', 'chat.postMessage', { channel, blocks: [section('')] }, 'invalid_blocks'],
  ['an unknown block', 'chat.postMessage', { channel, blocks: [{ type: 'poem' }] }, 'invalid_blocks'],
  ['blocks that are no list', 'chat.postMessage', { channel, blocks: '{"a":' }, 'invalid_blocks_format'],
  [
    '11 context elements',
    'chat.postMessage',
    { channel, blocks: [{ type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }] },
    'invalid_blocks',
  ],
  [
    '15,000 characters of blocks',
    'chat.postMessage',
    { channel, blocks: Array(5).fill(section('x'.repeat(3000))) },
    'msg_blocks_too_long',
  ],
  [
    'metadata without payload',
    'chat.postMessage',
    { channel, text: 'x', metadata: { event_type: 'x' } },
    'invalid_metadata_format',
  ],
  [
    'an update by channel name',
    'chat.update',
    { channel: '#deploys', ts: '1.0', text: 'x' },
    'channel_not_found',
  ],
  ['an update of nothing', 'chat.update', { channel, ts: '1.000001', text: 'x' }, 'message_not_found'],
  ['history by channel name', 'conversations.history', { channel: 'deploys' }, 'channel_not_found'],
  ['replies to nothing', 'conversations.replies', { channel, ts: '1.000001' }, 'thread_not_found'],
  ['a permalink to nothing', 'chat.getPermalink', { channel, message_ts: '1.000001' }, 'message_not_found'],
  ['an unknown method', 'chat.shout', { channel }, 'unknown_method'],
];

for (const [why, method, body, error] of refusals) {
  test(`refuses ${why} as ${error}`, async (t) => {
    const { double, slack } = await start(t);
    t.like(await slack(method, body), { ok: false, error });
    t.is(double.messages().length, 0);
  });
}

test('insists on a bot token', async (t) => {
  const { slack } = await start(t);
  t.like(await slack('auth.test', {}, ''), { ok: false, error: 'not_authed' });
  t.like(await slack('auth.test', {}, 'xoxp-1'), { ok: false, error: 'invalid_auth' });
  t.like(await slack('auth.test', {}), { ok: true });
});

test('lets no control sequence in but web links, and remembers who tried', async (t) => {
  const { double, slack } = await start(t);
  const bad = [
    '<!channel>',
    '<@U012>',
    '<#C012>',
    'a < b',
    '<javascript:alert(1)|x>',
    '<https://x y>',
    '<!channel',
    '<>',
  ];
  for (const text of bad)
    t.like(await slack('chat.postMessage', { channel, text }), { error: 'invalid_arguments' });
  t.like(await slack('chat.postMessage', { channel, text: 'x', blocks: [section('<!here>')] }), {
    ok: false,
  });
  t.like(await slack('chat.postMessage', { channel, text: '@channel', link_names: true }), { ok: false });
  const good = ['<https://example.com/a?b=1&amp;c>', '<http://example.com|a label>', '&lt;!channel&gt;'];
  for (const text of good) t.like(await slack('chat.postMessage', { channel, text }), { ok: true });
  const state = (await (await fetch(`${double.url}/_double/state`)).json()) as { violations: unknown[] };
  t.is(state.violations.length, bad.length + 2);
});

test('takes forms as the SDK sends them, names for posting, and answers with the ID', async (t) => {
  const { double } = await start(t);
  const metadata = { event_type: 'merganser', event_payload: { key: 'a/1' } };
  const body = new URLSearchParams({
    channel: '#random',
    text: 'hi',
    token: 'xoxb-1',
    metadata: JSON.stringify(metadata),
  });
  const answer = (await (
    await fetch(`${double.apiUrl}chat.postMessage`, { method: 'POST', body })
  ).json()) as Answer;
  t.is(answer.channel, 'C0RANDOM');
  t.like(double.messages()[0], { text: 'hi', metadata });
});

test('ts are unique and grow; history is newest first without replies, replies are oldest first', async (t) => {
  const { double, slack } = await start(t);
  const { ts = '' } = await slack('chat.postMessage', { channel, text: 'parent' });
  for (let i = 0; i < 20; i++)
    await slack('chat.postMessage', { channel, text: `reply ${i}`, thread_ts: ts });
  await slack('chat.postMessage', { channel, text: 'next' });
  const stamps = double.messages().map((m) => m.ts);
  t.deepEqual([...new Set(stamps)].sort(), stamps);
  const texts = (answer: Answer) => answer.messages?.map((m) => m.text);
  t.deepEqual(texts(await slack('conversations.history', { channel })), ['next', 'parent']);
  t.deepEqual(texts(await slack('conversations.replies', { channel, ts, limit: 2 })), ['parent', 'reply 0']);
  const reply = stamps[1];
  t.like(await slack('chat.postMessage', { channel, text: 'x', thread_ts: reply }), {
    error: 'thread_not_found',
  });
});

test('metadata comes back only when asked for', async (t) => {
  const { slack } = await start(t);
  const metadata = { event_type: 'merganser', event_payload: { key: 'a/1' } };
  await slack('chat.postMessage', { channel, text: 'x', metadata });
  const without = await slack('conversations.history', { channel });
  const all = await slack('conversations.history', { channel, include_all_metadata: true });
  t.deepEqual([without.messages?.[0]?.metadata, all.messages?.[0]?.metadata], [undefined, metadata]);
});

test('a fault hits as many calls as told, of the method told; an unknown one is refused', async (t) => {
  const { double, slack } = await start(t);
  const fault = (body: object) =>
    fetch(`${double.url}/_double/fault`, { method: 'POST', body: JSON.stringify(body) });
  t.is((await fault({ kind: 'earthquake' })).status, 400);
  await fault({ kind: 'ok-false', error: 'fatal_error', count: 2, method: 'chat.postMessage' });
  t.like(await slack('auth.test', {}), { ok: true });
  for (let i = 0; i < 2; i++)
    t.like(await slack('chat.postMessage', { channel, text: 'x' }), { error: 'fatal_error' });
  t.like(await slack('chat.postMessage', { channel, text: 'x' }), { ok: true });
  await fault({ kind: 'down' });
  await t.throwsAsync(slack('auth.test', {}));
  t.is((await fetch(double.url)).status, 200);
});

test('the page shows messages escaped, links clickable, threads below their parent, updates as edited', async (t) => {
  const { double, slack } = await start(t);
  const hostile = '"&lt;img src=x onerror=alert(1)&gt; \'" *bold* <https://example.com/?a=1&amp;b=2|here>';
  const { ts = '' } = await slack('chat.postMessage', { channel, text: hostile, username: '<b>Canary</b>' });
  await slack('chat.postMessage', { channel, text: 'another parent' });
  await slack('chat.postMessage', { channel, text: 'reply', thread_ts: ts });
  await slack('chat.update', { channel, ts, text: hostile });
  const page = await (await fetch(double.url)).text();
  t.notRegex(page, /<img|<b>Canary/);
  t.regex(page, /<b>bold<\/b> <a href="https:\/\/example.com\/\?a=1&#38;b=2"/);
  const seen = [...page.matchAll(/data-ts="([^"]+)" data-thread="([^"]*)"/g)].map(([, at, thread]) => [
    at,
    thread,
  ]);
  const [parent, other, reply] = double.messages().map((m) => m.ts);
  t.deepEqual(seen, [
    [parent, ''],
    [reply, parent],
    [other, ''],
  ]);
  t.is(page.split('(edited)').length - 1, 1);
  t.notRegex(page, /(src|href)="(?!https:\/\/example\.com|\/\?channel|data:|#)/);
});

test('as a process it keeps its messages over a restart and goes on counting', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'slack-double-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const run = async () => {
    const args = ['--import=tsx', 'doubles/slack/main.ts', '--file', join(folder, 'messages.json')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.teardown(() => child.kill('SIGKILL'));
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return { child, ...(JSON.parse(line) as { url: string; apiUrl: string }) };
  };
  const first = await run();
  await call(first.apiUrl, 'chat.postMessage', { channel, text: 'one' });
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await run();
  await call(second.apiUrl, 'chat.postMessage', { channel, text: 'two' });
  const messages = (await (await fetch(`${second.url}/_double/messages`)).json()) as DoubleMessage[];
  t.deepEqual(
    messages.map((m) => m.text),
    ['one', 'two'],
  );
  second.child.kill('SIGTERM');
  t.deepEqual(await once(second.child, 'exit'), [0, null]);
});
