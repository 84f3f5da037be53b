import { copyFile, link, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';

const clone = resolve(import.meta.dirname, '..', '..');

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/** Packs this clone, and has npm install the package into an empty folder. Returns the file of the program. */
export async function installPackage(folder: string): Promise<string> {
  const packed = execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: clone });
  await lendDependencies(folder);
  const tarball = (await packed).stdout.trim();
  await execa('npm', ['install', `./${tarball}`, '--offline', '--no-audit', '--no-fund'], { cwd: folder });
  return join(folder, 'node_modules', '.bin', 'merganser');
}

/**
 * Puts what the lockfile names for production where npm finds it: it then asks no registry, and writes no 300 MB. What the
 * package does not depend on it removes again.
 */
async function lendDependencies(folder: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(clone, 'package-lock.json'), 'utf8')) as Lockfile;
  for (const [where, { dev }] of Object.entries(packages)) {
    if (where !== '' && !dev) await lend(join(clone, where), join(folder, where));
  }
}

/** Links the files of a package; those of packages within it are another's. */
async function lend(from: string, to: string): Promise<void> {
  // Packages for other platforms are in the lockfile, but not here.
  const entries = await readdir(from, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(from.length + 1))
    .filter((file) => !file.startsWith('node_modules/'));
  for (const folder of new Set(files.map(dirname))) await mkdir(join(to, folder), { recursive: true });
  await Promise.all(files.map((file) => linkOrCopy(join(from, file), join(to, file))));
}

/** Another file system can only get a copy. */
const linkOrCopy = (from: string, to: string) => link(from, to).catch(() => copyFile(from, to));
