import { z } from 'zod';
import type { ServiceSettings } from './settings.js';
import type { Path } from './problems.js';
import type { Report } from './report.js';
import { nearest } from './suggest.js';

type Schemas = Readonly<Record<string, z.ZodType>>;

/** The schemas of every adapter's options, by its `type`, as the registries have them. */
export interface Adapters {
  readonly targets: Schemas;
  readonly metrics: Schemas;
  readonly notifiers: Schemas;
}

type Typed = { readonly type: string } & Readonly<Record<string, unknown>>;
export type Destination = ServiceSettings['notify'];

/** Reads `{type, ...options}` as that type's own schema says. */
export function readTyped(report: Report, path: Path, value: Typed, schemas: Schemas): Typed | undefined {
  const { type, ...options } = value;
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (!schema) {
    const known = Object.keys(schemas);
    const wrong = { code: 'config-not-allowed', found: type, allowed: known.join(', ') } as const;
    report.add([...path, 'type'], { ...wrong, suggestion: nearest(type, known) });
    return undefined;
  }
  const wantsType = schema instanceof z.ZodObject && 'type' in schema.shape;
  const read = report.check(schema.pipe(z.looseObject({})), wantsType ? value : options, path);
  return read && { ...read, type };
}

/** Reads `notify: {slack: {...}}`: one notifier with its options. */
export function readNotify(report: Report, path: Path, schemas: Schemas): Destination | undefined {
  const value = report.get(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const known = Object.keys(schemas);
  const types = Object.keys(value);
  const unknown = types.filter((type) => !Object.hasOwn(schemas, type));
  for (const type of unknown) {
    const wrong = { code: 'config-unknown-key', found: type, allowed: known.join(', ') } as const;
    report.add([...path, type], { ...wrong, suggestion: nearest(type, known) }, 'key');
  }
  const [type, ...more] = types;
  if (unknown.length > 0) return undefined;
  if (type === undefined || more.length > 0) {
    const found = type === undefined ? 'none' : types.join(' and ');
    report.add(path, { code: 'config-not-allowed', found, allowed: `one of ${known.join(', ')}` });
    return undefined;
  }
  return readDestination(report, [...path, type], type, schemas);
}

function readDestination(
  report: Report,
  path: Path,
  type: string,
  schemas: Schemas,
): Destination | undefined {
  const schema = schemas[type] ?? z.never();
  const wantsType = schema instanceof z.ZodObject && 'type' in schema.shape;
  const value = report.get(path);
  const options = wantsType && typeof value === 'object' ? { ...value, type } : value;
  const read = report.check(schema.pipe(z.record(z.string(), z.string())), options, path);
  return read && { ...read, type };
}
