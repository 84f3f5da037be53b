import { access, constants, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SetupProblem } from './problem.js';

/**
 * @typedef {{ file: string, line: string }} Found where the program is, and how that is said
 * @typedef {{ name: string, seek: () => Promise<Found | string> }} Place a place to look at, which answers with the program or why not
 */

/**
 * Looks at one place after another.
 *
 * @param {readonly Place[]} places
 * @param {{ missing: string, help: string }} words
 * @returns {Promise<Found>}
 */
export async function firstOf(places, { missing, help }) {
  /** @type {(readonly [string, string])[]} */
  const tried = [];
  for (const { name, seek } of places) {
    const answer = await seek();
    if (typeof answer !== 'string') return answer;
    tried.push([name, answer]);
  }
  throw new SetupProblem(missing, { tried, help });
}

/** @param {string} file */
export async function isProgram(file) {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/**
 * The programs of that name on PATH, first one first.
 *
 * @param {string} name
 * @param {import('./cache.js').Env} env
 */
export async function onPath(name, env) {
  const files = (env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, name));
  const found = await Promise.all(files.map(isProgram));
  return files.filter((_, index) => found[index]);
}

/**
 * How many bytes lie in a folder, to see whether a download moves.
 *
 * @param {string} folder
 */
export async function bytesIn(folder) {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (it) => it.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
