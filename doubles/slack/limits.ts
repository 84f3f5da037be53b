import type { Metadata } from './store.js';

/** Slack answers `{ok: false, error}`: `error` is one of its codes. */
export class SlackError extends Error {
  constructor(
    readonly code: string,
    readonly detail?: string,
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A form field holds JSON as text; a JSON body holds it as it is. */
function structured(value: unknown, code: string): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new SlackError(code, 'not JSON');
  }
}

export function metadataOf(value: unknown): Metadata | undefined {
  const metadata = structured(value, 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  const { event_type, event_payload } = isObject(metadata) ? metadata : {};
  if (typeof event_type !== 'string' || !isObject(event_payload))
    throw new SlackError('invalid_metadata_format');
  return { event_type, event_payload };
}

const must = (condition: boolean, why: string) => {
  if (!condition) throw new SlackError('invalid_blocks', why);
};

function checkText(value: unknown, max: number, types: readonly string[]) {
  must(isObject(value), 'a text object is needed');
  const { type, text } = value as Record<string, unknown>;
  must(types.includes(String(type)), `text type ${String(type)} is not allowed here`);
  must(typeof text === 'string' && text.length >= 1, 'a text has at least 1 character');
  must((text as string).length <= max, `must be no more than ${max} characters`);
}

const anyText = ['mrkdwn', 'plain_text'];

const blockChecks: Readonly<Record<string, (block: Record<string, unknown>) => void>> = {
  divider: () => {},
  header: (block) => checkText(block.text, 150, ['plain_text']),
  section: (block) => {
    must(block.text !== undefined || block.fields !== undefined, 'a section needs text or fields');
    if (block.text !== undefined) checkText(block.text, 3_000, anyText);
    for (const field of list(block.fields ?? [], 10)) checkText(field, 2_000, anyText);
  },
  context: (block) => {
    for (const element of list(block.elements, 10)) checkText(element, 3_000, anyText);
  },
};

function list(value: unknown, max: number): readonly unknown[] {
  must(Array.isArray(value) && value.length <= max, `a list of at most ${max} is needed`);
  return value as readonly unknown[];
}

/** Block Kit's limits, as far as Merganser's messages could meet them. */
export function blocksOf(value: unknown): readonly unknown[] | undefined {
  const blocks = structured(value, 'invalid_blocks_format');
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  must(blocks.length <= 50, 'no more than 50 blocks');
  for (const block of blocks as unknown[]) {
    const check = isObject(block) ? blockChecks[String(block.type)] : undefined;
    must(check !== undefined, 'unknown block type');
    check?.(block as Record<string, unknown>);
  }
  // Not documented, but measured on the real one.
  if (JSON.stringify(blocks).length > 13_200) throw new SlackError('msg_blocks_too_long');
  return blocks as readonly unknown[];
}

/** Every text in which Slack would read control sequences: not those of `plain_text`. */
export function markedTexts(text: string, blocks: unknown): readonly string[] {
  const texts = [text];
  const walk = (node: unknown) => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (isObject(node)) {
      if (node.type === 'mrkdwn' && typeof node.text === 'string') texts.push(node.text);
      Object.values(node).forEach(walk);
    }
  };
  walk(blocks);
  return texts;
}

const link = /^https?:\/\/[^\s|<>]+(\|[^<>|]*)?$/;

/** The first control sequence that is no plain web link, such as `<!channel>`; undefined when there is none. */
export function controlSequence(text: string): string | undefined {
  for (const match of text.matchAll(/<([^<>]*)(>?)/g)) {
    const [whole, inside = '', end] = match;
    if (!end || !link.test(inside)) return whole;
  }
  return undefined;
}
