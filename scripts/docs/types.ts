import type { JsonSchema } from '../../src/config/json-schema.js';

/** What a key takes, in a word: `duration`, `list of names`, `path or mapping`. */
export function typeOf(schemas: readonly JsonSchema[]): string {
  const types = new Set(schemas.flatMap(typesOf));
  // `nothing` is how a file says that the key stands elsewhere.
  types.delete('nothing');
  // Any type is a text until its registry is asked.
  if (types.has('word')) types.delete('text');
  return [...types].join(' or ');
}

function typesOf(schema: JsonSchema): string[] {
  const { title, format, type, properties, additionalProperties, items, anyOf, oneOf } = schema;
  if ('not' in schema && !title) return ['nothing'];
  if (title) return [title];
  if (format === 'uri') return ['URL'];
  if (anyOf ?? oneOf) return [...(anyOf ?? []), ...(oneOf ?? [])].flatMap(typesOf);
  const fixed = schema.const ?? schema.enum?.[0];
  if (fixed !== undefined) return [typeof fixed === 'string' ? 'word' : typeof fixed];
  if (type === 'array') return [items ? `list${ofWhat(items)}` : 'list'];
  if (type === 'object' && properties === undefined && typeof additionalProperties === 'object')
    return [additionalProperties.type === 'string' ? 'mapping of text' : 'mapping'];
  return [plain[type ?? ''] ?? type ?? 'anything'];
}

const plain: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'number',
  object: 'mapping',
};

/** Lists of mappings have keys of their own, which say what is in them. */
function ofWhat(items: JsonSchema): string {
  const [one, ...others] = new Set(typesOf(items));
  return one && others.length === 0 && one !== 'mapping' && one !== 'anything' ? ` of ${one}s` : '';
}
