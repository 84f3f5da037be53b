import { Unreadable } from './unreadable.js';

/** One line of Prometheus text: a series and its value. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** Reads Prometheus' text format 0.0.4, tolerating timestamps and exemplars. A line that is none is an error. */
export function parsePrometheusText(text: string): Sample[] {
  if (text.trimStart().startsWith('<')) throw new Unreadable('answered with a web page instead of metrics');
  // The format ends every line, so a missing end is the mark of an answer that was cut off.
  if (!text.endsWith('\n')) throw new Unreadable('answered with metrics that are cut off');
  return text.split('\n').flatMap((line, i) => {
    const trimmed = line.trim();
    return trimmed === '' || trimmed.startsWith('#') ? [] : [parseLine(trimmed, i + 1)];
  });
}

const numbers: Readonly<Record<string, number>> = {
  '+Inf': Infinity,
  Inf: Infinity,
  '-Inf': -Infinity,
  NaN: NaN,
};

/** A number as Prometheus writes it; undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  if (text in numbers) return numbers[text];
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function parseLine(line: string, at: number): Sample {
  const malformed = () =>
    new Unreadable(`answered with something that is not metrics, in line ${at}: ${line.slice(0, 60)}`);
  const name = /^[a-zA-Z_:][\w:]*/.exec(line)?.[0];
  if (!name) throw malformed();
  const labels = parseLabels(line.slice(name.length).trimStart());
  if (!labels) throw malformed();
  const rest = /^\s*(\S+)(\s+-?\d+(\.\d+)?)?(\s+#.*)?$/.exec(labels.rest);
  const value = parseNumber(rest?.[1] ?? '');
  if (value === undefined) throw malformed();
  return { name, labels: labels.found, value };
}

const label = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;

function parseLabels(text: string): { found: Map<string, string>; rest: string } | undefined {
  const found = new Map<string, string>();
  if (!text.startsWith('{')) return { found, rest: text };
  let end = 1;
  for (;;) {
    label.lastIndex = end;
    const match = label.exec(text);
    if (!match) break;
    found.set(match[1] ?? '', unescape(match[2] ?? ''));
    end = label.lastIndex;
  }
  const close = /^\s*\}/.exec(text.slice(end));
  return close ? { found, rest: text.slice(end + close[0].length) } : undefined;
}

const unescape = (value: string) => value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
