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

/** What a commit says of other commits, and of its own rollback. Commits may be abbreviated, to no less than 7 digits. */
export interface CommitSays {
  /** Commits that it takes back: git's own `This reverts commit <sha>`. */
  readonly reverts: readonly string[];
  /** Commits that it repairs: trailers `Fixes-Deployment: <sha>`. */
  readonly fixes: readonly string[];
  /** A trailer `Rollback: never`: what it does to data cannot be undone by the version before. */
  readonly rollbackNever: boolean;
}

/** More than one commit takes back; the rest is not read. */
const mostNamed = 100;

/** Reads what a commit's message says to Merganser. Any text is taken; what is not understood says nothing. */
export function saidBy(message: string): CommitSays {
  const trailers = trailersOf(message);
  const values = (key: string) =>
    trailers.filter((trailer) => trailer.key === key).map(({ value }) => value.trim());
  const reverts = message.matchAll(/\bThis reverts commit\s+([0-9a-f]{7,64})\b/gi);
  const fixes = values('fixes-deployment').map((value) => /^([0-9a-f]{7,64})\b/i.exec(value));
  return {
    reverts: shas(reverts),
    fixes: shas(fixes.filter((match) => match !== null)),
    rollbackNever: values('rollback').some((value) => value.toLowerCase() === 'never'),
  };
}

function shas(matches: Iterable<RegExpMatchArray>): string[] {
  const found = new Set<string>();
  for (const [, sha = ''] of matches) {
    if (found.size === mostNamed) break;
    found.add(sha.toLowerCase());
  }
  return [...found];
}

interface Trailer {
  /** In lower case. */
  readonly key: string;
  readonly value: string;
}

/**
 * The trailers of a message, as git defines them: the last paragraph, which is not the subject, where every line of it is
 * one, or where git has written one of them itself and a quarter of the lines are.
 */
function trailersOf(message: string): Trailer[] {
  const lines = lastParagraph(message);
  const trailers: { key: string; value: string }[] = [];
  let open: { key: string; value: string } | undefined;
  let [others, byGit, cherries] = [0, false, 0];
  for (const line of lines) {
    if (open && /^\s/.test(line)) {
      open.value += ` ${line.trim()}`;
      continue;
    }
    const [, key, value = ''] = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    open = key === undefined ? undefined : { key: key.toLowerCase(), value };
    if (open) trailers.push(open);
    else if (line.startsWith('(cherry picked from commit ')) cherries += 1;
    else others += 1;
    byGit ||= cherries > 0 || line.startsWith('Signed-off-by: ');
  }
  const enough = others === 0 || (byGit && (trailers.length + cherries) * 3 >= others);
  return enough ? trailers : [];
}

/** Without the lines that git takes for comments. Empty where the message is nothing but its subject. */
function lastParagraph(message: string): string[] {
  const lines = message.split(/\r?\n/);
  const isBlank = (line: string | undefined) => line !== undefined && line.trim() === '';
  while (isBlank(lines.at(-1))) lines.pop();
  const start = lines.findLastIndex(isBlank) + 1;
  return start === 0 ? [] : lines.slice(start).filter((line) => !line.startsWith('#'));
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
