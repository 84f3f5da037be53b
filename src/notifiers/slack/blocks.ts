import type { KnownBlock } from '@slack/web-api';
import { clean } from '../../domain/announcements/parts.js';

const longestText = 40_000;
const longestSection = 3_000;
/** Slack refuses blocks of more than about 13,200 characters of JSON, which it does not document. */
const longestBlocks = 12_500;

/** Cuts text into pieces, at line ends where there are any, and never inside a link, an entity or a surrogate pair. */
function pieces(text: string, max: number): string[] {
  const lines = text.split(/(?<=\n)/).flatMap((line) => (line.length <= max ? [line] : tokens(line)));
  const result: string[] = [];
  let piece = '';
  for (const part of lines) {
    if (piece.length + part.length > max) {
      result.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...result, piece];
}

const tokens = (line: string) => line.match(/<[^<>]*>|&(?:amp|lt|gt);|[^]/gu) ?? [];

/** What fits into Slack's `text`. */
export function fitting(text: string): string {
  const [first = '', ...rest] = pieces(text, longestText - 1);
  return rest.length > 0 ? `${first}…` : first;
}

/** A message's text, and below it in small print how things stand. */
export function blocksOf(text: string, status: string): KnownBlock[] {
  const section = (mrkdwn: string): KnownBlock => ({
    type: 'section',
    text: { type: 'mrkdwn', text: mrkdwn, verbatim: true },
  });
  const context: KnownBlock = { type: 'context', elements: [{ type: 'plain_text', text: clean(status) }] };
  const blocks: KnownBlock[] = [];
  for (const piece of pieces(text, longestSection)) {
    const more = [...blocks, section(piece)];
    if (JSON.stringify([...more, section('…'), context]).length > longestBlocks) {
      blocks.push(section('…'));
      break;
    }
    blocks.push(section(piece));
  }
  return [...blocks, context];
}
