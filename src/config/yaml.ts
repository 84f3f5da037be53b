import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { Code, Path } from './problems.js';

export interface Position {
  readonly line: number;
  readonly column: number;
}

interface SyntaxProblem extends Position {
  readonly code: Code;
  readonly found: string;
}

/** A YAML file as a plain value, and where each part of it stands. */
export interface YamlFile {
  readonly file: string;
  /** Undefined when the file cannot be read as YAML. */
  readonly value: unknown;
  readonly problems: readonly SyntaxProblem[];
  /** Where the value at a path stands, its key instead if `what` says so, or the nearest thing around it that exists. */
  position(path: Path, what: 'key' | 'value'): Position;
}

const mostCharacters = 262_144;
const mostProblems = 20;

/** Reads YAML 1.2. Never throws: what is wrong with the text is in `problems`. */
export function readYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = (found: string): YamlFile => ({
    file,
    value: undefined,
    problems: [{ code: 'config-syntax', found, line: 1, column: 1 }],
    position: () => ({ line: 1, column: 1 }),
  });
  if (text.length > mostCharacters) return broken(`more than ${mostCharacters} characters`);
  try {
    const document = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false });
    const wrong = [...document.errors, ...document.warnings].slice(0, mostProblems);
    const readable = wrong.every(({ code }) => code === 'DUPLICATE_KEY');
    return {
      file,
      value: readable ? plain(document) : undefined,
      problems: wrong.map((error) => ({ ...syntaxProblem(error, text), ...at(error.pos[0]) })),
      position: (path, what) => at(offsetOf(document, path, what)),
    };
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
}

/** As JSON has it: an alias to what is around it (a value without end) is refused here, and so is a bomb of aliases. */
function plain(document: Document): unknown {
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  JSON.stringify(value);
  return value;
}

function syntaxProblem({ code, message, pos }: YAMLError, text: string): { code: Code; found: string } {
  if (code === 'DUPLICATE_KEY')
    return { code: 'config-duplicate', found: text.slice(...pos).split(/[:\s]/, 1)[0] ?? '' };
  return { code: 'config-syntax', found: message.split('\n', 1)[0] ?? message };
}

/** Offset of what stands at the path, or of the deepest part of the path that exists. */
function offsetOf(document: Document, path: Path, what: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [i, step] of path.entries()) {
    const found = stepInto(isAlias(node) ? node.resolve(document) : node, step);
    if (!found) break;
    const wantsKey = what === 'key' && i === path.length - 1;
    node = found.value;
    offset = (wantsKey ? undefined : startOf(node)) ?? startOf(found.key) ?? offset;
  }
  return offset;
}

function stepInto(node: unknown, step: string | number): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node))
    return typeof step === 'number' && step in node.items ? { value: node.items[step] } : undefined;
  if (!isMap(node)) return undefined;
  return node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
}

/** A value left out has no place of its own. */
function startOf(node: unknown): number | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range && !(isScalar(node) && node.value === null && range[0] === range[1]) ? range[0] : undefined;
}
