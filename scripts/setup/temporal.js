import { rm } from 'node:fs/promises';
import path from 'node:path';
import { alone, cacheFolder, inWorkFolder, keep, short } from './cache.js';
import { SetupProblem } from './problem.js';
import { lastLine, run } from './processes.js';
import { sdkDownload } from './sdk-download.js';
import { firstOf, isProgram, onPath } from './seek.js';

/**
 * @typedef {import('./cache.js').Env} Env
 * @typedef {import('./steps.js').Now} Now
 * @typedef {import('./seek.js').Found} Found
 * @typedef {import('./seek.js').Place} Place
 */

/** The newest version of the CLI that `go install` accepts, and the server in it. */
const cli = { version: 'v1.5.1', server: '1.29.1', module: 'github.com/temporalio/cli/cmd/temporal' };
const least = { major: 1, minor: 28 };

const words = {
  missing: 'No Temporal dev server was found, and none could be fetched or built.',
  help:
    'Install Go 1.21 or newer (https://go.dev/dl), or the Temporal CLI 1.4 or newer (https://docs.temporal.io/cli), ' +
    'or set MERGANSER_TEMPORAL_CLI to a `temporal` program; then run this again.',
};

/**
 * The `temporal` program: found, downloaded or built.
 *
 * @param {{ env: Env, now: Now }} options
 * @returns {Promise<Found>}
 */
export async function getTemporal({ env, now }) {
  const folder = cacheFolder(env);
  const known = places(env);
  const found = await lookAt(known);
  if (found) return found;
  const waiting = (/** @type {number} */ pid) =>
    now(`Waiting for another run (process ${pid}) to get Temporal`);
  return alone(folder, 'temporal', waiting, () =>
    firstOf(
      [
        ...known,
        { name: 'download by the SDK', seek: () => download(folder, env, now) },
        { name: 'go install', seek: () => build(folder, env, now) },
      ],
      words,
    ),
  );
}

/**
 * The `temporal` program when it is on this machine already.
 *
 * @param {Env} env
 */
export async function findTemporal(env) {
  return lookAt(places(env));
}

/** @param {readonly Place[]} known */
async function lookAt(known) {
  for (const { seek } of known) {
    const answer = await seek();
    if (typeof answer !== 'string') return answer;
  }
  return undefined;
}

/**
 * @param {Env} env
 * @returns {Place[]}
 */
function places(env) {
  const cached = cachedFile(cacheFolder(env));
  return [
    { name: 'MERGANSER_TEMPORAL_CLI', seek: () => named(env.MERGANSER_TEMPORAL_CLI) },
    { name: 'temporal on PATH', seek: () => firstOnPath(env) },
    { name: short(path.dirname(cached)), seek: () => look(cached, `from ${short(path.dirname(cached))}`) },
  ];
}

/** @param {string | undefined} file */
async function named(file) {
  if (!file) return 'not set';
  const answer = await look(file, short(file));
  if (typeof answer !== 'string') return answer;
  throw new SetupProblem(`MERGANSER_TEMPORAL_CLI is ${file}, which cannot be used: ${answer}.`, {
    help: 'Point it at a `temporal` program of version 1.4 or newer, or unset it to have one found; then run this again.',
  });
}

/** @param {Env} env */
async function firstOnPath(env) {
  const problems = [];
  for (const file of await onPath('temporal', env)) {
    const answer = await look(file, short(file));
    if (typeof answer !== 'string') return answer;
    problems.push(`${short(file)}: ${answer}`);
  }
  return problems.join('; ') || 'not found';
}

/**
 * Asks a program for its version.
 *
 * @param {string} file
 * @param {string} whence
 * @returns {Promise<Found | string>}
 */
async function look(file, whence) {
  if (!(await isProgram(file))) return 'no such program';
  const { code, output } = await run(file, ['--version'], { timeout: 20_000 });
  const [, version, major, minor] = /Server ((\d+)\.(\d+)\.\d+)/.exec(output) ?? [];
  if (code !== 0 || !version) return 'did not answer to --version as the Temporal CLI does';
  const enough =
    Number(major) > least.major || (Number(major) === least.major && Number(minor) >= least.minor);
  if (!enough) return `is server ${version}, ${least.major}.${least.minor} or newer is needed`;
  return { file, line: `Temporal ${version}, ${whence}` };
}

/** @param {string} folder */
function cachedFile(folder) {
  return path.join(folder, `temporal-cli-${cli.version}`);
}

/**
 * @param {string} folder
 * @param {Env} env
 * @param {Now} now
 */
async function download(folder, env, now) {
  const file = cachedFile(folder);
  const what = 'the Temporal dev server';
  const problem = await sdkDownload({
    kind: 'createLocal',
    version: cli.version,
    folder,
    file,
    env,
    now,
    what,
  });
  return problem ?? look(file, `downloaded, kept in ${short(folder)}`);
}

/**
 * Builds the CLI with caches of its own, so that nothing is left outside of the cache folder. They stay until it is built:
 * a build that was interrupted goes on where it was.
 *
 * @param {string} folder
 * @param {Env} env
 * @param {Now} now
 */
async function build(folder, env, now) {
  if ((await onPath('go', env)).length === 0) return 'Go is not installed';
  const file = cachedFile(folder);
  const caches = path.join(folder, 'tmp', 'go');
  const problem = await inWorkFolder(folder, 'go-bin', async (bin) => {
    const { code, output } = await run(
      'go',
      ['install', '-v', '-ldflags=-s -w', `${cli.module}@${cli.version}`],
      {
        env: goEnv(env, bin, caches),
        onText: counting(now),
      },
    );
    if (code !== 0) return lastLine(output) ?? `ended with code ${code}`;
    return keep(path.join(bin, 'temporal'), file);
  });
  if (problem) return problem;
  await rm(caches, { recursive: true, force: true });
  return look(file, `built with go install, kept in ${short(folder)}`);
}

/**
 * @param {Env} env
 * @param {string} bin
 * @param {string} caches
 */
function goEnv(env, bin, caches) {
  return {
    ...env,
    CGO_ENABLED: '0',
    GOBIN: bin,
    GOMODCACHE: path.join(caches, 'modules'),
    GOCACHE: path.join(caches, 'build'),
    GOFLAGS: `${env.GOFLAGS ?? ''} -modcacherw`.trim(),
  };
}

/** @param {Now} now */
function counting(now) {
  let packages = 0;
  now(`Building Temporal ${cli.server} with go install: fetching its sources`);
  return (/** @type {string} */ text) => {
    packages += text.split('\n').filter((name) => name !== '' && !name.startsWith('go: ')).length;
    if (packages > 0)
      now(`Building Temporal ${cli.server} with go install: ${packages} of about 1300 packages`);
  };
}
