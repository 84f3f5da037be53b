import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { alone, cacheFolder } from './cache.js';
import { SetupProblem } from './problem.js';
import { lastLines, run } from './processes.js';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} Locked
 * @typedef {{ packages: Record<string, Locked> }} Lockfile
 */

/**
 * Whether node_modules holds what the lockfile says. npm writes what it installed into node_modules/.package-lock.json as
 * its last act, so an interrupted or an older installation differs from the lockfile; file times would not survive git.
 *
 * @param {string} root
 */
export async function upToDate(root) {
  const wanted = await lockfile(path.join(root, 'package-lock.json'));
  const installed = await lockfile(path.join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(([where, entry]) => {
    if (where === '') return true;
    const found = installed.packages[where];
    if (!found) return entry.optional || entry.devOptional || entry.peer;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Lockfile | undefined>}
 */
async function lockfile(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Installs the dependencies when they are missing or other than the lockfile says.
 *
 * @param {{ root: string, env: import('./cache.js').Env, now: import('./steps.js').Now }} options
 */
export async function installDependencies({ root, env, now }) {
  if (await upToDate(root)) return;
  const name = `npm-ci-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
  const waiting = (/** @type {number} */ pid) => now(`Waiting for npm ci of another run (process ${pid})`);
  await alone(cacheFolder(env), name, waiting, async () => {
    if (await upToDate(root)) return;
    now('Installing dependencies with npm ci');
    const { code, output } = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
      cwd: root,
      env,
    });
    if (code === 0) return;
    throw new SetupProblem('npm ci failed, so the dependencies are not installed.', {
      tried: reasons(output).map((text) => /** @type {const} */ (['npm ci', text])),
      help: 'If the npm registry cannot be reached (npm ping), mend that; then run this again.',
    });
  });
}

/**
 * npm says why first, and how to use it after.
 *
 * @param {string} output
 */
function reasons(output) {
  const errors = output.split('\n').filter((text) => text.startsWith('npm error '));
  return errors.length > 0
    ? errors.slice(0, 6).map((text) => text.slice('npm error '.length))
    : lastLines(output, 6);
}
