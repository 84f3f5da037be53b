import { z } from 'zod';
import { whole } from './platform-schema.js';
import { ownService } from './service-schema.js';
import { words, type Part } from './words/index.js';

/** A JSON Schema, as far as it is walked through here. */
export interface JsonSchema {
  title?: string;
  description?: string;
  default?: unknown;
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** JSON Schemas of both files, for editors. Options of targets, metrics and notifiers are open in them. */
export function jsonSchemas(): { platform: JsonSchema; service: JsonSchema } {
  const service = z.union([ownService, z.strictObject({ services: z.array(ownService) })]);
  return {
    platform: described(z.toJSONSchema(whole, { io: 'input' }) as JsonSchema, 'merganser.yaml'),
    service: described(z.toJSONSchema(service, { io: 'input' }) as JsonSchema, '.merganser.yaml'),
  };
}

function described(schema: JsonSchema, file: File): JsonSchema {
  for (const [path, node] of keysOf(schema)) {
    const [part, key] = documented(path, file);
    const [usual, meaning] = words[part][key] ?? [];
    if (meaning) node.description = usual && usual !== 'required' ? `${meaning}. Default: ${usual}` : meaning;
    // zod knows the default as it is used: 0.1 for 10%.
    if (node.title === 'percentage' && typeof node.default === 'number')
      node.default = `${Number((node.default * 100).toFixed(6))}%`;
  }
  return { title: file, ...schema };
}

export type File = 'merganser.yaml' | '.merganser.yaml';

/** Where the documentation has a key: a service and a check are described once, wherever they stand. */
export function documented(path: string, file: File): readonly [part: Part, key: string] {
  const key = path.replace(/^(?:services\[\]|defaults)\./, '');
  const ofCheck = key.replace(/^(?:limits\.checks\.always\[\]|checks\[\])\./, 'checks[].');
  if (ofCheck.startsWith('checks[].')) return ['checks', ofCheck];
  if (key.startsWith('limits.')) return ['limits', key];
  return [key !== path || (file === '.merganser.yaml' && key !== 'services') ? 'services' : 'platform', key];
}

/** Every key of a JSON Schema by its path, as in `analysis.duration` and `sites[].name`. */
export function keysOf(schema: JsonSchema, prefix = ''): [path: string, node: JsonSchema][] {
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
  return [
    ...Object.entries(properties).flatMap(([key, node]): [string, JsonSchema][] => [
      [`${prefix}${key}`, node],
      ...keysOf(node, `${prefix}${key}.`),
    ]),
    ...(items ? keysOf(items, `${prefix.slice(0, -1)}[].`) : []),
    ...[...anyOf, ...oneOf].flatMap((node) => keysOf(node, prefix)),
  ];
}
