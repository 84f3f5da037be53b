import type { ControlInput } from '../domain/controls.js';

export type { ControlInput } from '../domain/controls.js';

const longest = 200;
const mostSites = 50;
const garbled = { reason: 'the input could not be read', garbled: true } as const;

/**
 * Reads whatever a person or a tool sent as input of a control: nothing, null, a string (a reason), an array (its first
 * object), too many arguments. What cannot be read is `garbled`: an abort and a hold need no input, and are taken even so.
 */
export function readControlInput(args: readonly unknown[]): ControlInput {
  const given = args.flat().find((arg) => arg !== null && arg !== undefined);
  if (given === undefined) return {};
  if (typeof given === 'string') return { reason: cut(given) };
  if (typeof given !== 'object' || Array.isArray(given) || 'unreadable' in given) return garbled;
  const fields = new Map<string, unknown>(Object.entries(given));
  const text = (key: 'by' | 'reason' | 'commit' | 'until') => {
    const value = fields.get(key);
    return typeof value === 'string' && value.trim() !== '' ? { [key]: cut(value) } : {};
  };
  return {
    ...text('by'),
    ...text('reason'),
    ...deploymentId(fields.get('deploymentId')),
    ...text('commit'),
    ...text('until'),
    ...sites(fields.get('sites')),
    ...(fields.get('superseded') === true && { superseded: true }),
    ...(fields.get('garbled') === true && garbled),
  };
}

/** An id that is no text was meant for some deployment, and must not be taken for none. */
function deploymentId(value: unknown): { deploymentId?: string } {
  if (value === undefined || value === null || value === '') return {};
  const isText = typeof value === 'string' || typeof value === 'number';
  return { deploymentId: isText ? cut(String(value)) : 'an id that is no text' };
}

/** Names of sites, or one name. Anything else must not be taken for "all". */
function sites(value: unknown): { sites?: readonly string[]; garbled?: true } {
  if (value === undefined || value === null) return {};
  const names: unknown[] = Array.isArray(value) ? value : [value];
  if (names.length === 0 || names.length > mostSites) return garbled;
  const texts = names.filter((name) => typeof name === 'string');
  return texts.length < names.length ? garbled : { sites: texts.map(cut) };
}

const cut = (text: string) => [...text.trim()].slice(0, longest).join('');
