import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { alone, cacheFolder, inWorkFolder, keep, short } from './cache.js';
import { lastLine, run } from './processes.js';
import { isProgram, onPath } from './seek.js';

/**
 * @typedef {import('./cache.js').Env} Env
 * @typedef {import('./steps.js').Now} Now
 */

/**
 * `promtool`, by which the tests check docs/alerts.yaml: found, or taken out of Debian's package without installing it.
 * Without it the tests are as good as ever but for the alerts, so its absence is said and no more.
 *
 * @param {{ env: Env, now: Now }} options
 * @returns {Promise<{ file?: string, line: string }>}
 */
export async function getPromtool({ env, now }) {
  const file = await findPromtool(env);
  if (file) return { file, line: `promtool, ${short(file)}` };
  const folder = cacheFolder(env);
  const waiting = (/** @type {number} */ pid) =>
    now(`Waiting for another run (process ${pid}) to get promtool`);
  const problem = await alone(folder, 'promtool', waiting, () => fromDebian(folder, env, now));
  if (problem) return { line: `docs/alerts.yaml is not checked: there is no promtool (${problem})` };
  return { file: cached(folder), line: `promtool, from Debian, kept in ${short(folder)}` };
}

/**
 * Where `promtool` is on this machine, if it is.
 *
 * @param {Env} env
 */
export async function findPromtool(env) {
  const places = [
    ...(env.MERGANSER_PROMTOOL ? [env.MERGANSER_PROMTOOL] : []),
    ...(await onPath('promtool', env)),
  ];
  for (const file of [...places, cached(cacheFolder(env))]) if (await isProgram(file)) return file;
  return undefined;
}

/** @param {string} folder */
const cached = (folder) => path.join(folder, 'promtool');

/**
 * @param {string} folder
 * @param {Env} env
 * @param {Now} now
 * @returns {Promise<string | undefined>} what went wrong
 */
async function fromDebian(folder, env, now) {
  if (await isProgram(cached(folder))) return undefined;
  now('Fetching promtool from Debian (19 MB)');
  return inWorkFolder(folder, 'promtool', async (work) => {
    const fetched = await run('apt-get', ['download', 'prometheus'], { cwd: work, env, timeout: 60_000 });
    if (fetched.code === 127) return 'neither on PATH, nor is this Debian';
    const [name] = (await readdir(work)).filter((found) => found.endsWith('.deb'));
    if (!name) return lastLine(fetched.output) ?? `apt-get ended with code ${fetched.code}`;
    const unpacked = await run('dpkg', ['-x', name, '.'], { cwd: work, env });
    if (unpacked.code !== 0) return lastLine(unpacked.output) ?? 'the package could not be unpacked';
    await keep(path.join(work, 'usr', 'bin', 'promtool'), cached(folder));
    return undefined;
  });
}
