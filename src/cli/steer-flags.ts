import { InvalidArgumentError } from 'commander';
import { instant } from '../config/values.js';
import { parseDuration } from '../domain/durations.js';
import { siteOf } from './agent-flags.js';

/** `--until`: a moment, or how long from now. Returns ISO 8601. A moment without a zone is meant in that of the caller. */
export function untilOf(text: string): string {
  const ms = parseDuration(text);
  const local = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text;
  const at = ms === undefined ? (instant.safeParse(text).success ? Date.parse(local) : NaN) : Date.now() + ms;
  if (at > Date.now() && at < latest) return new Date(at).toISOString();
  throw new InvalidArgumentError(
    'Allowed: how long from now, such as 2h, or a moment to come, such as 2027-01-04T08:00 or 2027-01-04T08:00:00Z.',
  );
}

const latest = Date.UTC(10_000, 0);

/** `--commit`. */
export function commitOf(text: string): string {
  if (/^[0-9a-f]{4,40}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Allowed: a commit, or its first digits, at least 4.');
}

/** `--site`, which may be given again. */
export const sitesOf = (text: string, before: readonly string[] = []) => [...before, siteOf(text)];
