import type { Position } from './yaml.js';

export type Path = readonly (string | number)[];

/** Every code with its sentence; what was found and what is allowed stand beside it. */
export const sentences = {
  'config-syntax': 'This is not readable YAML',
  'config-duplicate': 'This is given twice',
  'config-unknown-key': 'This key is not known here',
  'config-wrong-type': 'This is of the wrong type',
  'config-missing-key': 'This is missing',
  'config-no-unit': 'This number needs a unit',
  'config-not-allowed': 'This value is not allowed',
  'config-not-supported': 'This is not supported yet',
  'config-conflict': 'This contradicts another setting',
  'config-limit': "This is beyond the platform's limits",
  'config-unknown-site': 'There is no such site',
  'config-unknown-service': 'There is no such service',
  'config-two-homes': 'This service has two homes',
  'config-no-home': 'This service has no settings',
  'config-no-file': 'This file cannot be read',
  'config-service-file': 'These are the settings of one service, and no platform file',
} as const;

export type Code = keyof typeof sentences;

/** What is wrong, without where. `allowed` says what may stand there, or what to do. */
export interface Wrongness {
  readonly code: Code;
  readonly found?: string;
  readonly allowed?: string;
  readonly suggestion?: string;
}

/** One thing that is wrong with a configuration, and where. Lines and columns count from 1. */
export interface Problem extends Wrongness, Position {
  readonly file: string;
  /** As people write it: `services[0].analysis.duration`; empty for the file itself. */
  readonly path: string;
}

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    super(formatProblems(sorted));
    this.problems = sorted;
  }
}

/** Two or three lines for each problem. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem({ code, file, line, column, path, found, allowed, suggestion }: Problem): string {
  const lines = [`${file}:${line}:${column}${path && `  ${path}`}`];
  lines.push(`  ${sentences[code]}${found === undefined ? '' : `: ${found}`}. (${code})`);
  const next = [allowed && `Allowed: ${allowed}.`, suggestion && `Did you mean ${suggestion}?`].filter(
    Boolean,
  );
  if (next.length > 0) lines.push(`  ${next.join(' ')}`);
  return lines.join('\n');
}

/** A path as people write it. */
export function formatPath(path: Path): string {
  const steps = path.map((step, i) =>
    typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`,
  );
  return printable(steps.join(''));
}

/** Foreign text on one line, without anything that a terminal obeys. */
export function printable(text: string, most = 120): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}
