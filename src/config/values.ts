import { z } from 'zod';
import { formatDuration, parseDuration } from '../domain/durations.js';
import type { Wrongness } from './problems.js';

/*
 * In every schema of this folder the message of an issue says what is allowed, for `issues.ts` puts it behind
 * "Allowed:". Values that take more than zod's own words add a Wrongness as the issue's `params`.
 */

/** What goes from a value's reader to `issues.ts`. */
export class Wrong {
  constructor(readonly what: Wrongness) {}
}

/** A value read by a function of ours; `json` is its JSON Schema. */
export function value<T>(json: z.core.GlobalMeta & { type?: string }, read: (found: unknown) => T | Wrong) {
  return z
    .unknown()
    .transform((found, context): T => {
      const result = read(found);
      if (!(result instanceof Wrong)) return result;
      const params =
        found === undefined ? { ...result.what, code: 'config-missing-key' } : { ...result.what };
      context.addIssue({ code: 'custom', message: result.what.allowed ?? '', params });
      return z.NEVER;
    })
    .meta(json);
}

const day = 86_400_000;

/** A duration with its unit, in milliseconds. */
export function duration(least = 1, most = 7 * day) {
  const range = `from ${formatDuration(least)} to ${formatDuration(most)}`;
  const allowed = `a duration with its unit (ms, s, m, h, d), such as 90s or 10m, ${range}`;
  return value({ title: 'duration', type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$' }, (found) => {
    const ms = typeof found === 'string' ? parseDuration(found) : undefined;
    if (ms !== undefined && ms >= least && ms <= most) return ms;
    if (ms !== undefined) return new Wrong({ code: 'config-not-allowed', allowed });
    return wrongNumber(found, allowed, (n) => `${n}s or ${n}m`, durationMeant);
  });
}

const spelledOut: Readonly<Record<string, string>> = {
  sec: 's',
  min: 'm',
  hour: 'h',
  day: 'd',
  hr: 'h',
  second: 's',
  minute: 'm',
  msec: 'ms',
};

/** `10 Minutes` -> `10m`. */
function durationMeant(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+?)s?$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? '';
  const meant = `${match?.[1]}${spelledOut[unit] ?? unit}`;
  return parseDuration(meant) === undefined ? undefined : meant;
}

/** A percentage, as a ratio from 0 to 1. */
export function percent({ positive = false } = {}) {
  const allowed = positive
    ? 'a percentage such as 10%, above 0% and at most 100%'
    : 'a percentage from 0% to 100%, such as 1%';
  return value({ title: 'percentage', type: 'string', pattern: '^\\d+(\\.\\d+)?%$' }, (found) => {
    const match = typeof found === 'string' ? /^(\d{1,6}(?:\.\d{1,12})?)\s*%$/.exec(found.trim()) : undefined;
    if (!match)
      return wrongNumber(found, allowed, (n) => `${n > 0 && n < 1 ? Number((n * 100).toFixed(6)) : n}%`);
    // 4.1 / 100 is 0.041 only after rounding.
    const ratio = Number((Number(match[1]) / 100).toPrecision(12));
    if (ratio <= 1 && (ratio > 0 || !positive)) return ratio;
    return new Wrong({ code: 'config-not-allowed', allowed });
  });
}

function wrongNumber(
  found: unknown,
  allowed: string,
  withUnit: (n: number) => string,
  meant: (text: string) => string | undefined = () => undefined,
): Wrong {
  const number =
    typeof found === 'number' ? found : typeof found === 'string' && found.trim() ? Number(found) : NaN;
  if (Number.isFinite(number) && number >= 0)
    return new Wrong({ code: 'config-no-unit', allowed, suggestion: withUnit(number) });
  if (typeof found === 'string')
    return new Wrong({ code: 'config-not-allowed', allowed, suggestion: meant(found) });
  return new Wrong({ code: 'config-wrong-type', allowed });
}

/** A key that is known and has one value only, because the engine cannot do more yet. */
export function only<const T extends string>(supported: T, planned: readonly string[]) {
  return value({ const: supported }, (found): T | Wrong => {
    if (found === supported) return supported;
    const known = typeof found === 'string' && planned.includes(found);
    return new Wrong({
      code: known ? 'config-not-supported' : 'config-not-allowed',
      allowed: `${supported} only, so far`,
    });
  });
}

/** `title` is how the documentation calls values of this kind. */
const pattern = (regex: RegExp, allowed: string, title = 'text') =>
  z.string().regex(regex, allowed).meta({ title });

export const serviceName = pattern(
  /^[a-z0-9][a-z0-9-]{0,62}$/,
  '1 to 63 of a-z, 0-9 and -, the first no -',
  'name',
);
export const siteName = pattern(
  /^[a-z0-9][a-z0-9_-]{0,62}$/,
  '1 to 63 of a-z, 0-9, _ and -, the first a letter or digit',
  'name',
);
/** ISO 8601, with or without time and zone. */
export const instant = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]);
export const environmentName = pattern(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'letters, digits and _ as the name of a variable',
);
export const command = pattern(/^(?=.*\S)[^\0]{1,10000}$/s, 'a command of 1 to 10000 characters', 'command');
export const absoluteFile = pattern(
  /^\/[^\p{Cc}]{0,1000}$/u,
  "an absolute path on the site's own machine",
  'absolute path',
);
export const urlPath = pattern(/^\/[^\s\p{Cc}#]{0,1000}$/u, 'a path that begins with /');
export const checkName = pattern(/^(?=.*\S)[^\p{Cc}\p{Cf}]{1,60}$/u, '1 to 60 characters on one line');
export const count = (most: number, least = 1) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int(allowed).min(least, allowed).max(most, allowed);
};

/** A branch as `git check-ref-format` has it, near enough to catch what no branch can be called. */
export const branch = pattern(
  /^(?![-/.])(?!refs\/)(?!.*(?:\.\.|\/\/|@\{|\/\.))[^\s\p{Cc}~^:?*[\\]{1,200}(?<![/.])$/u,
  'the short name of a branch, such as main',
);

/** A glob on files of the repository, from its root. */
export const glob = pattern(
  /^(?![/\\]|\.\.?\/)[^\p{Cc}]{1,500}$/u,
  'a glob from the root of the repository, such as services/cart/**, without / or ./ before it',
  'glob',
);

/** Names may hold secrets nowhere: this one is shown in messages and logs. */
export const repository = value({ type: 'string' }, (found): string | Wrong => {
  const allowed = 'a path or URL that git can fetch from, without a password';
  if (typeof found !== 'string') return new Wrong({ code: 'config-wrong-type', allowed });
  if (!/^[^-\s\p{Cc}][^\p{Cc}]{0,1999}$/u.test(found))
    return new Wrong({ code: 'config-not-allowed', allowed });
  const hasPassword = /^[a-z+]+:\/\/[^/]*:[^/]*@/i.test(found);
  return hasPassword
    ? new Wrong({ code: 'config-not-allowed', found: 'an address with a password in it', allowed })
    : found;
});
