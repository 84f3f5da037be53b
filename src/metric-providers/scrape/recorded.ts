import { readFileSync } from 'node:fs';
import { type History, parseHistory } from './history.js';
import { Unreadable } from './unreadable.js';

/** Reads a recorded history. Throws an error for the person who named the file in `metrics.history`. */
export function readRecorded(file: string): History {
  try {
    return parseHistory(textOf(file));
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    const how = 'Record one with: curl http://<agent>/v1/services/<service>/history';
    throw new Error(`metrics.history names ${file}, which ${cause.message}. ${how}`, { cause });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Unreadable(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}
