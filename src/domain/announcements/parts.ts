/** A piece of a message: our own words, somebody else's text, or a link. */
export type Part = string | { readonly foreign: string } | { readonly link: string };

/** A message line. */
export type Line = readonly Part[];

/** How a medium writes what is not our own words. */
export interface Dialect {
  /** Escapes foreign text (commit subjects, names, output), so that it can ping nobody and forge no link. */
  text(foreign: string): string;
  link(url: string): string;
}

const longest = 300;

/**
 * Makes foreign text one harmless line: control and bidirectional characters go, white space folds, and it is cut at
 * 300 code points, before any escaping, so that no entity and no surrogate pair is cut in two.
 */
export function clean(text: string): string {
  const folded = text
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b\u2028\u2029\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();
  const points = [...folded.toWellFormed()];
  return points.length > longest ? `${points.slice(0, longest - 1).join('')}…` : points.join('');
}

/** Tagged template for a line: literals are our own words; values are foreign text, unless they are parts already. */
export function say(
  words: TemplateStringsArray,
  ...values: readonly (string | number | Part | Line)[]
): Line {
  return words.flatMap((literal, i): Part[] => {
    const value = values[i];
    if (value === undefined) return [literal];
    if (Array.isArray(value)) return [literal, ...(value as Line)];
    return [literal, typeof value === 'object' ? (value as Part) : { foreign: String(value) }];
  });
}

/** Writes lines in a medium's dialect. */
export function write(lines: readonly Line[], dialect: Dialect): string {
  const part = (p: Part) =>
    typeof p === 'string' ? p : 'link' in p ? dialect.link(p.link) : dialect.text(clean(p.foreign));
  return lines.map((line) => line.map(part).join('')).join('\n');
}
