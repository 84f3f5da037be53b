import { z } from 'zod';
import { adapters } from '../../src/cli/adapters.js';
import { keysOf, type JsonSchema } from '../../src/config/json-schema.js';

/** The keys of what targets, metric providers and notifiers take, by their paths in the platform file. */
export function adapterKeys(): [path: string, node: JsonSchema][] {
  const typed = (place: string, registry: Readonly<Record<string, { readonly options: z.ZodType }>>) => [
    [`${place}type`, { enum: Object.keys(registry) }] as [string, JsonSchema],
    ...Object.values(registry).flatMap(({ options }) => keysOf(schemaOf(options), place)),
  ];
  const notifiers = Object.entries(adapters.notifiers).flatMap(([type, { options }]) => [
    [`notify.${type}`, { type: 'object' }] as [string, JsonSchema],
    ...keysOf(schemaOf(options), `notify.${type}.`),
  ]);
  return [
    ...typed('sites[].target.', adapters.targets),
    ...typed('metrics.', adapters.metrics),
    ...notifiers,
  ];
}

const schemaOf = (options: z.ZodType) => z.toJSONSchema(options, { io: 'input' }) as JsonSchema;
