import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes the agent's folder where there is none, and returns its full path. Throws when it cannot be made or written. */
export function makeStateDir(given: string): string {
  const folder = resolve(given);
  try {
    make(folder);
    // With the dot, a file is none.
    accessSync(`${folder}/.`, constants.W_OK);
    return folder;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `--state-dir ${given} cannot be used (${why}): give a folder that this user can make and write`,
    );
  }
}

/** One after the other: `recursive` never returns where a file system takes no folders, as /proc. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  mkdirSync(folder, { mode: 0o711 });
}
