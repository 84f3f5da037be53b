import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buildTo, bundleName, root } from '../package/build.js';

/** Where the packages are found from; nothing else looks there. */
const folder = path.join(root, 'node_modules', '.cache', 'merganser-test');

/** The program and the workflows' bundle that the tests of a run share. */
export interface Built {
  readonly program: string;
  readonly bundle: string;
}

/**
 * Builds the program once, as a package has it: from the sources each of its many processes would compile, and each worker
 * bundle the workflows, before it does anything.
 */
export async function buildOnce(): Promise<Built> {
  const [program, dist] = [path.join(folder, 'bin', 'merganser.js'), path.join(folder, 'dist')];
  await buildTo(dist);
  await mkdir(path.dirname(program), { recursive: true });
  await copyFile(path.join(root, 'bin', 'merganser.js'), program);
  await copyFile(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  return { program, bundle: path.join(dist, bundleName) };
}
