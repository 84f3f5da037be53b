import { z } from 'zod';
import type { ServiceSettings } from './settings.js';
import type { Path } from './problems.js';
import type { Report } from './report.js';
import { nearest } from './suggest.js';

/** What configuration needs of a registry: the schema of each type's options. */
type Registry = Readonly<Record<string, { readonly options: z.ZodType }>>;

/** The registries of everything that has options in the platform file. */
export interface Adapters {
  readonly targets: Registry;
  readonly metrics: Registry;
  readonly notifiers: Registry;
}

type Typed = { readonly type: string } & Readonly<Record<string, unknown>>;
export type Destination = ServiceSettings['notify'];

/** Reads `{type, ...options}` as that type's own schema says. */
export function readTyped(report: Report, path: Path, value: Typed, registry: Registry): Typed | undefined {
  const { type, ...options } = value;
  const schema = Object.hasOwn(registry, type) ? registry[type]?.options : undefined;
  if (!schema) {
    const known = Object.keys(registry);
    const wrong = { code: 'config-not-allowed', found: type, allowed: known.join(', ') } as const;
    report.add([...path, 'type'], { ...wrong, suggestion: nearest(type, known) });
    return undefined;
  }
  const wantsType = schema instanceof z.ZodObject && 'type' in schema.shape;
  const read = report.check(schema.pipe(z.looseObject({})), wantsType ? value : options, path);
  return read && { ...read, type };
}

/** Reads `notify: {slack: {...}}`: one notifier with its options. */
export function readNotify(report: Report, path: Path, registry: Registry): Destination | undefined {
  const value = report.get(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const known = Object.keys(registry);
  const types = Object.keys(value);
  const unknown = types.filter((type) => !Object.hasOwn(registry, type));
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
  return readDestination(report, [...path, type], type, registry);
}

function readDestination(
  report: Report,
  path: Path,
  type: string,
  registry: Registry,
): Destination | undefined {
  const schema = registry[type]?.options ?? z.never();
  const wantsType = schema instanceof z.ZodObject && 'type' in schema.shape;
  const value = report.get(path);
  const options = wantsType && typeof value === 'object' ? { ...value, type } : value;
  const read = report.check(schema.pipe(z.record(z.string(), z.string())), options, path);
  return read && { ...read, type };
}
