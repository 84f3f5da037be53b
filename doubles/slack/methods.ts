import { blocksOf, controlSequence, markedTexts, metadataOf, SlackError } from './limits.js';
import type { Channel, DoubleMessage, Store } from './store.js';

/** Arguments of a call: form fields (all text) or the fields of a JSON body. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Something reached Slack that would have pinged people or forged a link. */
export interface Violation {
  readonly at: string;
  readonly method: string;
  readonly found: string;
}

/** What a method works on. */
export interface Workspace {
  readonly url: string;
  readonly store: Store;
  readonly violations: Violation[];
}

type Method = (args: Arguments, workspace: Workspace) => object;

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const yes = (value: unknown) => value === true || value === 'true' || value === '1';

function byId(workspace: Workspace, value: unknown): Channel {
  const found = workspace.store.channels.find((c) => c.id === value);
  if (!found) throw new SlackError('channel_not_found');
  return found;
}

/** Only chat.postMessage takes a name; all other methods insist on the ID, as the real ones do. */
function byIdOrName(workspace: Workspace, value: unknown): Channel {
  const name = textOf(value).replace(/^#/, '');
  return workspace.store.channels.find((c) => c.name === name) ?? byId(workspace, value);
}

function contentOf(method: string, args: Arguments, workspace: Workspace) {
  const text = textOf(args.text);
  const blocks = blocksOf(args.blocks);
  if (!text && !blocks?.length) throw new SlackError('no_text');
  if (text.length > 40_000) throw new SlackError('msg_too_long');
  const found = markedTexts(text, blocks)
    .map(controlSequence)
    .find((sequence) => sequence !== undefined);
  const pinging =
    found ?? (yes(args.link_names) ? 'link_names' : args.parse === 'full' ? 'parse=full' : undefined);
  if (pinging !== undefined) {
    workspace.violations.push({ at: new Date().toISOString(), method, found: pinging });
    throw new SlackError('invalid_arguments', `control sequence ${pinging}`);
  }
  return { text, blocks, metadata: metadataOf(args.metadata) };
}

/** A message as the API returns it. */
function shown(message: DoubleMessage, withMetadata: boolean) {
  const { ts, text, username, thread_ts, blocks, metadata, updates } = message;
  return {
    type: 'message',
    subtype: 'bot_message',
    bot_id: 'B0MERGANSER',
    ts,
    text,
    username,
    ...(thread_ts && { thread_ts }),
    ...(blocks?.length && { blocks }),
    ...(updates > 0 && { edited: { user: 'B0MERGANSER', ts } }),
    ...(withMetadata && metadata && { metadata }),
  };
}

const postMessage: Method = (args, workspace) => {
  const channel = byIdOrName(workspace, args.channel);
  const { text, blocks, metadata } = contentOf('chat.postMessage', args, workspace);
  const thread = args.thread_ts === undefined ? undefined : textOf(args.thread_ts);
  if (thread !== undefined) {
    const parent = workspace.store.find(channel.id, thread);
    if (!parent || parent.thread_ts) throw new SlackError('thread_not_found');
  }
  const message = workspace.store.add({
    channel: channel.id,
    text,
    username: textOf(args.username) || 'merganser',
    ...(thread !== undefined && { thread_ts: thread }),
    ...(blocks && { blocks }),
    ...(metadata && { metadata }),
  });
  return { channel: channel.id, ts: message.ts, message: shown(message, true) };
};

const update: Method = (args, workspace) => {
  const channel = byId(workspace, args.channel);
  const old = workspace.store.find(channel.id, textOf(args.ts));
  if (!old) throw new SlackError('message_not_found');
  const { text, blocks, metadata } = contentOf('chat.update', args, workspace);
  const fields = { text, ...(blocks && { blocks }), ...(metadata && { metadata }) };
  const message = workspace.store.change(old, fields);
  return { channel: channel.id, ts: message.ts, text, message: shown(message, true) };
};

function page(messages: readonly DoubleMessage[], args: Arguments) {
  const oldest = textOf(args.oldest);
  const limit = Math.min(Number(args.limit ?? 100), 999);
  const within = messages.filter(
    (m) => !oldest || Number(m.ts) > Number(oldest) || (yes(args.inclusive) && m.ts === oldest),
  );
  const all = yes(args.include_all_metadata);
  return { messages: within.slice(0, limit).map((m) => shown(m, all)), has_more: within.length > limit };
}

/** Newest first, without replies. */
const history: Method = (args, workspace) => {
  const channel = byId(workspace, args.channel);
  const messages = workspace.store.messages.filter((m) => m.channel === channel.id && !m.thread_ts);
  return page([...messages].reverse(), args);
};

/** The parent, then its replies, oldest first. */
const replies: Method = (args, workspace) => {
  const channel = byId(workspace, args.channel);
  const parent = workspace.store.find(channel.id, textOf(args.ts));
  if (!parent) throw new SlackError('thread_not_found');
  return page([parent, ...workspace.store.messages.filter((m) => m.thread_ts === parent.ts)], args);
};

const listChannels: Method = (_args, { store }) => ({
  channels: store.channels.map((c) => ({ ...c, is_channel: true, is_archived: false, is_member: true })),
  response_metadata: { next_cursor: '' },
});

const authTest: Method = (_args, { url }) => ({
  url: `${url}/`,
  team: 'Merganser demo',
  user: 'merganser',
  team_id: 'T0MERGANSER',
  user_id: 'U0MERGANSER',
  bot_id: 'B0MERGANSER',
});

const getPermalink: Method = (args, workspace) => {
  const channel = byId(workspace, args.channel);
  const message = workspace.store.find(channel.id, textOf(args.message_ts));
  if (!message) throw new SlackError('message_not_found');
  const permalink = `${workspace.url}/archives/${channel.id}/p${message.ts.replace('.', '')}`;
  return { channel: channel.id, permalink };
};

/** Slack's API methods that the double knows. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.getPermalink': getPermalink,
  'conversations.list': listChannels,
  'conversations.history': history,
  'conversations.replies': replies,
};
