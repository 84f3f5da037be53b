import type { By } from '../domain/announcements/announcement.js';

/** Input of a control: all optional. */
export interface ControlInput extends By {
  readonly deploymentId?: string;
}

const longest = 200;

/**
 * Reads whatever a person or a tool sent as input of a control: nothing, null, a string (a reason), an array (its first
 * object), too many arguments, a payload that could not be decoded. A garbled abort is an abort.
 */
export function readControlInput(args: readonly unknown[]): ControlInput {
  const given = args.flat().find((arg) => arg !== null && arg !== undefined);
  if (typeof given === 'string') return { reason: cut(given) };
  if (typeof given !== 'object') return {};
  if ('unreadable' in given) return { reason: 'the input could not be read' };
  const text = (key: string) => {
    const value: unknown = Object.entries(given).find(([name]) => name === key)?.[1];
    return typeof value === 'string' && value.trim() !== '' ? { [key]: cut(value) } : {};
  };
  return { ...text('by'), ...text('reason'), ...text('deploymentId') };
}

const cut = (text: string) => [...text.trim()].slice(0, longest).join('');
