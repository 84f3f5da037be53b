import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Version } from '../domain/release.js';
import { versionProblem } from './problem.js';

/** Where an instance runs. */
export interface Place {
  readonly site: string;
  readonly service: string;
}

/**
 * What the version's envFile holds at this place: `{site}` and `{service}` in its path stand for their names. Throws a
 * VersionProblem when it cannot be read.
 */
export function secretsOf({ envFile }: Version, { site, service }: Place): Readonly<Record<string, string>> {
  if (envFile === undefined) return {};
  const file = envFile.replaceAll('{site}', site).replaceAll('{service}', service);
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw versionProblem('start-failed', `the envFile ${file} could not be read: ${why}`);
  }
}

/** Environment of an instance: the agent's few variables, the version's own, the site's file, and last what Merganser sets. */
export function environmentOf(
  base: Readonly<Record<string, string>>,
  { env, commit }: Version,
  secrets: Readonly<Record<string, string>>,
  { site, service }: Place,
  port: number,
): Record<string, string> {
  const own = { PORT: String(port), SITE: site, SERVICE: service, VERSION: commit };
  return { ...base, ...env, ...secrets, ...own };
}
