import { documented, jsonSchemas, keysOf, type File, type JsonSchema } from '../../src/config/json-schema.js';
import { words, type Part } from '../../src/config/words/index.js';
import { adapterKeys } from './adapters.js';
import { typeOf } from './types.js';

type Schemas = Map<string, JsonSchema[]>;

/** A page with its tables made anew, each between `<!-- keys: part -->` and `<!-- end -->`. */
export function format(page: string): string {
  const all = schemas();
  const missing = parts.flatMap((part) => [...all[part].keys()].filter((key) => !(key in words[part])));
  if (missing.length > 0) throw new Error(`src/config/words has nothing on ${missing.join(', ')}`);
  return page.replace(
    /(<!-- keys: (\w+) -->\n)[^]*?(<!-- end -->)/g,
    (_, begin: string, part: Part, end: string) => `${begin}${table(part, all[part])}${end}`,
  );
}

const parts = Object.keys(words) as Part[];

/** The schemas of every key, by part and path; one that stands in several places has several. */
function schemas(): Readonly<Record<Part, Schemas>> {
  const { platform, service } = jsonSchemas();
  const found: Record<Part, Schemas> = {
    platform: new Map(),
    services: new Map(),
    checks: new Map(),
    limits: new Map(),
  };
  const add = (file: File, keys: readonly (readonly [path: string, node: JsonSchema])[]) => {
    for (const [path, node] of keys) {
      const [part, key] = documented(path, file);
      found[part].set(key, [...(found[part].get(key) ?? []), node]);
    }
  };
  add('merganser.yaml', [...keysOf(platform), ...adapterKeys()]);
  add('.merganser.yaml', keysOf(service));
  return found;
}

function table(part: Part, schemas: Schemas): string {
  const rows = Object.entries(words[part]).map(([key, [usual, meaning]]) => {
    const nodes = schemas.get(key);
    if (!nodes) throw new Error(`src/config/words/${part} has ${key}, which is no key`);
    return ['', `\`${key}\``, typeOf(nodes), usual, meaning, ''].join(' | ').replaceAll('|  |', '| |').trim();
  });
  return ['| Key | Type | Default | Meaning and what is allowed |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}
