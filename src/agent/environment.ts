import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Version } from '../domain/release.js';
import { versionProblem } from './problem.js';

/** Environment of an instance: the agent's few variables, the version's own, the site's file, and last what Merganser sets. */
export function environmentOf(
  base: Readonly<Record<string, string>>,
  version: Version,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...base, ...version.env, ...fromFile(version.envFile), ...own, VERSION: version.commit };
}

function fromFile(file: string | undefined): NodeJS.Dict<string> & Record<string, string> {
  if (file === undefined) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw versionProblem('start-failed', `the envFile ${file} could not be read: ${why}`);
  }
}
