/** Escapes text for HTML. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const unescapeSlack = (text: string) =>
  text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name] ?? '');

const html = (text: string) => escapeHtml(unescapeSlack(text));

function anchor(inside: string): string {
  const bar = inside.indexOf('|');
  const url = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? inside : inside.slice(bar + 1);
  return `<a href="${html(url)}" target="_blank" rel="noopener">${html(label)}</a>`;
}

// In the order in which Slack gives way: code shields all that is in it, then links, then bold and italic words.
const piece =
  /```([\s\S]+?)```|`([^`\n]+)`|<(https?:\/\/[^<>]+)>|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<!\w)_([^_\n]+)_(?!\w)/g;

/** Slack's mrkdwn as HTML: links, bold, italic and code; everything else is text. */
export function mrkdwnToHtml(text: string): string {
  let out = '';
  let last = 0;
  for (const match of text.matchAll(piece)) {
    const [whole, block, code, link, bold, italic] = match;
    out += html(text.slice(last, match.index));
    if (block !== undefined) out += `<pre>${html(block)}</pre>`;
    else if (code !== undefined) out += `<code>${html(code)}</code>`;
    else if (link !== undefined) out += anchor(link);
    else if (bold !== undefined) out += `<b>${mrkdwnToHtml(bold)}</b>`;
    else if (italic !== undefined) out += `<i>${mrkdwnToHtml(italic)}</i>`;
    last = match.index + whole.length;
  }
  return out + html(text.slice(last));
}
