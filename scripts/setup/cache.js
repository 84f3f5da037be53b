import { chmod, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {Readonly<Record<string, string | undefined>>} Env */

const beat = 5000;
const silent = 30_000;

/**
 * The folder that holds what was fetched or built, outside of the clone so that `git clean` costs no rebuild.
 *
 * @param {Env} env
 */
export function cacheFolder(env) {
  return (
    env.MERGANSER_CACHE_DIR || path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'merganser')
  );
}

/**
 * A path as people write it.
 *
 * @param {string} file
 */
export function short(file) {
  const home = homedir() + path.sep;
  return file.startsWith(home) ? `~${path.sep}${file.slice(home.length)}` : file;
}

/**
 * Makes one thing of the cache at a time, on the whole machine. The holder touches its lock every few seconds, so that
 * neither a kill -9 nor a reused process id blocks the next run.
 *
 * @template T
 * @param {string} folder
 * @param {string} name
 * @param {(holder: number) => void} waiting
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(folder, name, waiting, work) {
  const lock = path.join(folder, `${name}.lock`);
  await mkdir(folder, { recursive: true });
  while (!(await take(lock))) {
    const holder = await livingHolder(lock);
    if (holder) {
      waiting(holder);
      await pause(500);
    } else await rm(lock, { force: true });
  }
  const beating = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => {}), beat);
  try {
    return await work();
  } finally {
    clearInterval(beating);
    await rm(lock, { force: true });
  }
}

/** @param {string} lock */
async function take(lock) {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    // Whoever saw a dead holder at the same moment may just be removing our lock for that one's.
    await pause(50);
    return (await readFile(lock, 'utf8')) === String(process.pid);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'ENOENT'))
      return false;
    throw error;
  }
}

/** @param {string} lock */
async function livingHolder(lock) {
  try {
    const [pid, { mtimeMs }] = [Number(await readFile(lock, 'utf8')), await stat(lock)];
    const age = Date.now() - mtimeMs;
    // Between its creation and its first byte a lock names nobody: that is not a dead holder yet.
    if (pid === 0) return age < 1000 ? -1 : undefined;
    process.kill(pid, 0);
    return age < silent ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Works in an empty folder, removed afterwards. What is half finished stays in there and never counts.
 *
 * @template T
 * @param {string} folder
 * @param {string} name
 * @param {(work: string) => Promise<T>} work
 */
export async function inWorkFolder(folder, name, work) {
  const empty = path.join(folder, 'tmp', name);
  await rm(empty, { recursive: true, force: true });
  await mkdir(empty, { recursive: true });
  try {
    return await work(empty);
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
}

/**
 * Puts a finished program into the cache, all at once.
 *
 * @param {string} from
 * @param {string} to
 */
export async function keep(from, to) {
  await chmod(from, 0o755);
  await rename(from, to);
}
