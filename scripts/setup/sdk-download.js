import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inWorkFolder, keep } from './cache.js';
import { bytesIn } from './seek.js';
import { ended, lastLine, signalGroup, start } from './processes.js';

/**
 * @typedef {'createLocal' | 'createTimeSkipping'} Kind
 * @typedef {{ kind: Kind, version: string, folder: string, file: string, env: import('./cache.js').Env, now: import('./steps.js').Now, what: string }} Download
 */

const stalledAfter = 20_000;

/**
 * Lets the Temporal SDK download one of its servers. It does so only by starting it, which a process of its own does
 * here: that one can be given up when nothing arrives.
 *
 * @param {Download} options
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function sdkDownload({ kind, version, folder, file, env, now, what }) {
  now(`Downloading ${what}`);
  return inWorkFolder(folder, `${kind}-download`, async (work) => {
    const { code, output, stalled } = await watched([kind, work, version], env, work, (bytes) =>
      now(`Downloading ${what}: ${Math.round(bytes / 1e6)} MB`),
    );
    if (stalled) return `nothing arrived for ${stalledAfter / 1000} s`;
    if (code !== 0) return lastLine(output) ?? `ended with code ${code}`;
    const [name] = await readdir(work);
    if (!name) return 'the SDK left no file';
    await keep(path.join(work, name), file);
    return undefined;
  });
}

/**
 * @param {string[]} args
 * @param {import('./cache.js').Env} env
 * @param {string} folder
 * @param {(bytes: number) => void} moved
 */
async function watched(args, env, folder, moved) {
  const child = start(process.execPath, [fileURLToPath(import.meta.url), ...args], { env });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdout?.resume();
  let [bytes, since, stalled] = [0, Date.now(), false];
  const watching = setInterval(async () => {
    const seen = await bytesIn(folder);
    if (seen > bytes) [bytes, since] = [seen, Date.now()];
    if (bytes > 0) moved(bytes);
    stalled = Date.now() - since > stalledAfter;
    if (stalled) signalGroup(child, 'SIGKILL');
  }, 1000);
  const code = await ended(child);
  clearInterval(watching);
  return { code, output, stalled };
}

/**
 * @param {Kind} kind
 * @param {string} downloadDir
 * @param {string} version
 */
async function download(kind, downloadDir, version) {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = /** @type {const} */ ({ type: 'cached-download', downloadDir, version });
  const started = await TestWorkflowEnvironment[kind]({ server: { executable } });
  await started.teardown();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , kind, folder, version] = process.argv;
  try {
    await download(/** @type {Kind} */ (kind), String(folder), String(version));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${text.split(': ').at(-1)} (${/https:\/\/[^/]+/.exec(text)?.[0] ?? kind})\n`);
    process.exitCode = 1;
  }
}
