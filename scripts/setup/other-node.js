import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { alone, cacheFolder, inWorkFolder, short } from './cache.js';
import { SetupProblem } from './problem.js';
import { lastLine, run } from './processes.js';
import { isProgram } from './seek.js';

/** The newest of each line that the tests were run with. */
export const versions = { 22: '22.23.3', 24: '24.21.0' };

/**
 * Another Node than the one that runs this, from npm: found in the cache or fetched.
 *
 * @param {22 | 24} major
 * @param {{ env: import('./cache.js').Env, now: import('./steps.js').Now }} options
 * @returns {Promise<import('./seek.js').Found>}
 */
export async function getNode(major, { env, now }) {
  const version = versions[major];
  const folder = cacheFolder(env);
  const file = path.join(folder, `node-${version}`, 'bin', 'node');
  const waiting = (/** @type {number} */ pid) => now(`Waiting for another run (process ${pid}) to get Node`);
  await alone(folder, `node-${version}`, waiting, async () => {
    if (await isProgram(file)) return;
    now(`Fetching Node ${version} from npm (60 MB)`);
    await fetchNode(`node-${process.platform}-${process.arch}`, version, folder, env);
  });
  return { file, line: `Node ${version}, from ${short(folder)}` };
}

/**
 * @param {string} name
 * @param {string} version
 * @param {string} folder
 * @param {import('./cache.js').Env} env
 */
async function fetchNode(name, version, folder, env) {
  await inWorkFolder(folder, 'node', async (work) => {
    const args = ['install', '--prefix', work, '--no-save', '--no-audit', '--no-fund', `${name}@${version}`];
    const { code, output } = await run('npm', args, { cwd: work, env });
    if (code !== 0) {
      throw new SetupProblem(`Node ${version} could not be fetched from npm.`, {
        tried: [[`npm install ${name}@${version}`, lastLine(output) ?? `ended with code ${code}`]],
        help: 'If the npm registry cannot be reached (npm ping), mend that; then run this again.',
      });
    }
    const bin = path.join(folder, `node-${version}`);
    await mkdir(bin, { recursive: true });
    await rename(path.join(work, 'node_modules', name, 'bin'), path.join(bin, 'bin'));
  });
}
