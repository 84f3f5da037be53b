import { readFileSync } from 'node:fs';
import { escapeHtml, mrkdwnToHtml } from './mrkdwn.js';
import type { Channel, DoubleMessage, Store } from './store.js';

const shell = readFileSync(new URL('page.html', import.meta.url), 'utf8');

interface Text {
  readonly type: string;
  readonly text: string;
}

interface Block {
  readonly type: string;
  readonly text?: Text;
  readonly fields?: readonly Text[];
  readonly elements?: readonly Text[];
}

const textHtml = (text: Text) => (text.type === 'mrkdwn' ? mrkdwnToHtml(text.text) : escapeHtml(text.text));

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'divider':
      return '<hr>';
    case 'context':
      return `<div class="context">${(block.elements ?? []).map(textHtml).join(' ')}</div>`;
    default:
      return `<div class="${block.type}">${[block.text, ...(block.fields ?? [])].map((t) => (t ? textHtml(t) : '')).join('<br>')}</div>`;
  }
}

const bodyHtml = ({ blocks, text }: DoubleMessage) =>
  blocks?.length
    ? (blocks as readonly Block[]).map(blockHtml).join('')
    : `<div class="section">${mrkdwnToHtml(text)}</div>`;

function messageHtml(message: DoubleMessage): string {
  const { ts, thread_ts = '', username, text, updates, at } = message;
  const data = { ts, thread: thread_ts, username, text, updates: String(updates), at };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escapeHtml(value)}"`);
  const edited = updates > 0 ? ' <span class="edited">(edited)</span>' : '';
  return `<article class="message" id="p${ts.replace('.', '')}" ${attributes.join(' ')}>
<div class="avatar" aria-hidden="true"><svg viewBox="0 0 36 36"><use href="#merganser"/></svg></div>
<div class="content"><div class="meta"><b class="sender">${escapeHtml(username)}</b><span class="app">APP</span><time datetime="${at}">${at.slice(11, 19)} UTC</time></div>
<div class="body">${bodyHtml(message)}${edited}</div></div></article>`;
}

function threadHtml(parent: DoubleMessage, replies: readonly DoubleMessage[]): string {
  const count = `<div class="count">${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}</div>`;
  const thread =
    replies.length > 0 ? `<div class="thread">${count}${replies.map(messageHtml).join('\n')}</div>` : '';
  return `<section>${messageHtml(parent)}${thread}</section>`;
}

/** The messages of a channel, threads below their parents, days apart. */
export function channelHtml(store: Store, channel: Channel): string {
  const messages = store.messages.filter((m) => m.channel === channel.id);
  let day = '';
  const parts = messages
    .filter((m) => !m.thread_ts)
    .map((parent) => {
      const replies = messages.filter((m) => m.thread_ts === parent.ts);
      const divider =
        parent.at.slice(0, 10) === day ? '' : `<div class="day"><span>${parent.at.slice(0, 10)}</span></div>`;
      day = parent.at.slice(0, 10);
      return divider + threadHtml(parent, replies);
    });
  return parts.join('\n') || '<p class="empty">Nothing was said here yet. Merge something.</p>';
}

/** The channel as a web page. It fetches its messages every second from `/_double/channel/<name>`. */
export function pageHtml(store: Store, channel: Channel): string {
  const links = store.channels.map(
    (c) =>
      `<a href="/?channel=${c.name}"${c === channel ? ' aria-current="page"' : ''}># ${escapeHtml(c.name)}</a>`,
  );
  const values: Readonly<Record<string, string>> = {
    channel: escapeHtml(channel.name),
    channels: links.join('\n'),
    messages: channelHtml(store, channel),
  };
  return shell.replace(/<!-- (\w+) -->/g, (whole, name: string) => values[name] ?? whole);
}
