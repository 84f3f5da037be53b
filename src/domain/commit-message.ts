const subjectLength = 200;
const nameLength = 80;
/** More of a message than any subject needs. */
const headLength = 10_000;

/**
 * What a commit is about, on one line: the first line of its message or, for a merge made by GitHub, the pull
 * request's title, which is the first line of the body. Cut to 200 characters.
 */
export function subjectOf(message: string): string {
  const [first = '', ...body] = message
    .slice(0, headLength)
    .split(/\r\n|\r|\n/)
    .map(oneLine)
    .filter(Boolean);
  const title = /^Merge pull request #\d+ from /.test(first) ? body[0] : undefined;
  return cut(title ?? first, subjectLength);
}

/** Name and address as a commit has them. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** How people call a commit's author: the login where GitHub hides the address, else the name. */
export function personOf({ name, email }: Person): string | undefined {
  const login = /^(?:\d+\+)?([^@+]+)@users\.noreply\./.exec(email)?.[1];
  return nameOf(login ?? name) ?? nameOf(email.split('@')[0] ?? '');
}

/** A name or login on one line and not too long; undefined when nothing is left. */
export const nameOf = (name: string): string | undefined => cut(oneLine(name), nameLength) || undefined;

/** People of the `Reviewed-by: Joe <joe@example.com>` lines, each once, in order, without the author. */
export function reviewersOf(message: string, author: Person): string[] {
  const reviewers = [...message.matchAll(/^Reviewed-by:[ \t]*([^<\r\n]*)(?:<([^>\r\n]*)>)?/gim)]
    .map(([, name = '', email = '']) => ({ name: name.trim(), email: email.trim() }))
    .filter(({ name, email }) => (email === '' || email !== author.email) && name !== author.name)
    .map(personOf)
    .filter((person) => person !== undefined);
  return [...new Set(reviewers)];
}

/** Control characters and halves of surrogate pairs have no place in a signal or a message. */
const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cs}/gu, '�')
    .trim();

/** By code points, so that no emoji is cut in two. */
function cut(text: string, length: number): string {
  const points = [...text.slice(0, length * 2 + 2)];
  return points.length > length ? points.slice(0, length - 1).join('') + '…' : points.join('');
}
