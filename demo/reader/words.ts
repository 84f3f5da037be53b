import type { ExpectedMessage } from '../expectations.js';

/** The facts that stand for `{names}` in expected messages. */
export type Facts = Readonly<Record<string, string>>;

/** Why a text is not what was expected; undefined when it is. */
export function differs(text: string, expected: ExpectedMessage, facts: Facts): string | undefined {
  if (expected.lines) return linesDiffer(text, expected.text, expected.lines);
  const allowed = variants(expected).map((lines) => lines.map((line) => filled(line, facts)));
  const lines = text.split('\n');
  if (
    allowed.some((wanted) => lines.length === wanted.length && lines.every((l, i) => matches(l, wanted[i])))
  )
    return undefined;
  return `expected ${JSON.stringify((allowed.at(-1) ?? []).join('\n'))}, found ${JSON.stringify(text)}`;
}

function linesDiffer(text: string, head: string, like: RegExp): string | undefined {
  const [first, ...rest] = text.split('\n');
  const odd = rest.find((line) => !like.test(line));
  if (first === head && rest.length > 0 && odd === undefined) return undefined;
  return `expected ${JSON.stringify(head)} and lines like ${like}, found ${JSON.stringify(text)}`;
}

/** All forms that a message may have: its lines, for each choice of sites. */
function variants({ text, sites }: ExpectedMessage): string[][] {
  const head = text.split('\n');
  if (!sites) return [head];
  const choices = sites.which === 'each' ? [sites.of] : nonEmptySubsets(sites.of);
  return choices.map((chosen) => [...head, ...chosen.map((site) => sites.line.replace('{site}', site))]);
}

function nonEmptySubsets(all: readonly string[]): string[][] {
  const subsets = all.reduce<string[][]>((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]);
  return subsets.slice(1);
}

/** A text with the facts in their places. */
export const filled = (line: string, facts: Facts) =>
  line.replace(/\{([a-z]+)\}/g, (whole, name: string) => facts[name] ?? whole);

const figure = /\{([\d.]+)\.\.([\d.]+)%\}/;
const timeOfDay = /\d\d:\d\d:\d\d/;
const duration = /\d+(?= s\.$)/;

function matches(line: string, wanted: string | undefined): boolean {
  const range = figure.exec(wanted ?? '');
  if (!wanted || !range) {
    return [line, line.replace(timeOfDay, '{time}'), line.replace(duration, '{seconds}')].some(
      (l) => l === wanted,
    );
  }
  const [before = '', after = ''] = wanted.split(range[0]);
  if (!line.startsWith(before) || !line.endsWith(after)) return false;
  const found = line.slice(before.length, line.length - after.length);
  // As the product writes ratios: one decimal, no leading zero.
  if (!/^([1-9]\d*)?\.\d%$/.test(found)) return false;
  const value = Number.parseFloat(found);
  return value >= Number(range[1]) && value <= Number(range[2]);
}
