import type { z } from 'zod';
import { printable, type Path, type Wrongness } from './problems.js';
import { nearest } from './suggest.js';

/** Makes the message of zod's issues say what is allowed; schemas with a message of their own keep it. */
export const allowedText: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return keysOf(issue.inst).join(', ');
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? issue.options.join(', ') : undefined;
    default:
      return undefined;
  }
};

const typeNames: Readonly<Record<string, string>> = {
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function keysOf(schema: unknown): string[] {
  const shape = (schema as { def?: { shape?: object } } | undefined)?.def?.shape;
  return shape ? Object.keys(shape) : [];
}

/** What is wrong, and at which path below the value that was parsed. */
export interface Finding {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly wrong: Wrongness;
}

/** One issue of zod's as findings; `root` is the value that was parsed. */
export function findings(issue: z.core.$ZodIssue, root: unknown): Finding[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const value = valueAt(root, path);
  const found = describe(value);
  const allowed = issue.message;
  const choices = allowed.split(', ');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        at: 'key',
        wrong: {
          code: 'config-unknown-key',
          found: printable(key),
          allowed,
          suggestion: nearest(key, choices),
        },
      }));
    case 'invalid_key':
      return [
        {
          path,
          at: 'key',
          wrong: {
            code: 'config-not-allowed',
            found: printable(String(path.at(-1))),
            allowed: keyRule(issue),
          },
        },
      ];
    case 'custom':
      return [{ path, at: 'value', wrong: { found, allowed, ...wrongnessOf(issue.params) } }];
    default:
      if (value === undefined) return [{ path, at: 'value', wrong: { code: 'config-missing-key', allowed } }];
      if (issue.code === 'invalid_type') {
        const suggestion = converted(value, issue.expected);
        return [{ path, at: 'value', wrong: { code: 'config-wrong-type', found, allowed, suggestion } }];
      }
      return [
        {
          path,
          at: 'value',
          wrong: {
            code: 'config-not-allowed',
            found,
            allowed,
            suggestion: typeof value === 'string' ? nearest(value, choices) : undefined,
          },
        },
      ];
  }
}

const keyRule = (issue: z.core.$ZodIssueInvalidKey) => issue.issues[0]?.message;

/** Issues that our own values made carry their Wrongness; those of an adapter's refinement do not. */
function wrongnessOf(params: Record<string, unknown> | undefined): Wrongness {
  return { code: 'config-not-allowed', ...params };
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** A value as it is shown to the person who wrote it. */
function describe(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return printable(typeof value === 'string' ? JSON.stringify(value) : asText(value), 60);
}

/** What was written, in the type that was expected. */
function converted(value: unknown, expected: string): string | undefined {
  const text = printable(asText(value), 60);
  if (text === '') return undefined;
  if (expected === 'array') return `[${text}]`;
  if (expected === 'string') return `"${text}"`;
  const isNumber = ['number', 'int'].includes(expected) && typeof value === 'string' && value.trim() !== '';
  if (isNumber && Number.isFinite(Number(value))) return text;
  return expected === 'boolean' && /^(yes|on|true)$/i.test(text) ? 'true' : undefined;
}

/** A scalar as it was written; empty for lists and mappings. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
