import { clean } from '../../domain/announcements/parts.js';
import type { Dialect } from '../../domain/announcements/words.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack reads control sequences (`<!channel>`, `<@U1>`) only between angle brackets: without those, text is text. */
const escape = (text: string) => text.replace(/[&<>]/g, (character) => entities[character] ?? '');

const longestUrl = 2_000;

function link(url: string): string {
  const encoded = url.toWellFormed().replace(/[^!-~]|[<>|]/gu, encodeURIComponent);
  const isWebLink = /^https?:\/\/./.test(encoded) && encoded.length <= longestUrl;
  return isWebLink ? `<${encoded.replaceAll('&', '&amp;')}>` : escape(clean(url));
}

/** How Slack's mrkdwn writes foreign text and links. */
export const slackDialect: Dialect = { text: escape, link };
