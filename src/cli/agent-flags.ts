import { InvalidArgumentError } from 'commander';
import { siteName } from '../config/values.js';
import { parseDuration } from '../domain/durations.js';

/** `--site`. */
export function siteOf(text: string): string {
  const { data, error } = siteName.safeParse(text);
  if (data !== undefined) return data;
  throw new InvalidArgumentError(`Allowed: ${error?.issues[0]?.message}.`);
}

/** `--drain` and `--kill-after`. A round of a rollback lasts a minute, and both must be over by then. */
export function patienceOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= 25_000) return ms;
  throw new InvalidArgumentError('Allowed: a duration with its unit, such as 10s, at most 25s.');
}

/** `--max-open-files`. */
export function countOf(text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count >= 16) return count;
  throw new InvalidArgumentError('Allowed: a whole number from 16 to 999999999.');
}

/** `--max-memory` and `--max-body`, in bytes. */
export function bytesOf(text: string): number {
  const match = /^(\d{1,6})(MB|GB)$/.exec(text);
  const bytes = Number(match?.[1]) * (match?.[2] === 'GB' ? 2 ** 30 : 2 ** 20);
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError('Allowed: a size with its unit, such as 512MB or 2GB.');
}
