import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { saysFull } from './disk.js';
import type { ServiceRecord } from './record.js';
import { serviceRecord } from './record-schema.js';

const reserveBytes = 256 * 1024;

/** What a folder of records holds. */
export interface Stored {
  readonly records: readonly ServiceRecord[];
  /** Services of which only the state before the last is whole; it is among the records. */
  readonly restored: readonly string[];
  /** Services of which nothing can be read, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/**
 * One JSON file per service, and the one before it. Written beside, flushed and renamed, so that neither a kill nor a
 * power cut leaves half a file in the place of a whole one. A file of no use keeps room for them on a full disk.
 */
export class Store {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#reserve();
  }

  save(record: ServiceRecord): void {
    try {
      this.#write(record);
    } catch (error) {
      if (!saysFull(error)) throw error;
      rmSync(this.#reserved, { force: true });
      this.#write(record);
    }
    this.#reserve();
  }

  all(): Stored {
    const names = new Set(
      readdirSync(this.folder).flatMap((name) => /^([^.]+)\.json(\.old)?$/.exec(name)?.[1] ?? []),
    );
    const stored = {
      records: [] as ServiceRecord[],
      restored: [] as string[],
      unreadable: new Map<string, string>(),
    };
    for (const name of names) this.#load(name, stored);
    return stored;
  }

  #load(
    name: string,
    into: { records: ServiceRecord[]; restored: string[]; unreadable: Map<string, string> },
  ) {
    const file = this.#file(name);
    try {
      into.records.push(recordIn(file, name));
      return;
    } catch (error) {
      into.unreadable.set(name, error instanceof Error ? error.message : String(error));
    }
    try {
      into.records.push(recordIn(`${file}.old`, name));
    } catch {
      return;
    }
    into.restored.push(name);
    into.unreadable.delete(name);
    // The next state that is written would replace it, and somebody may want to know what happened.
    if (existsSync(file)) renameSync(file, `${file}.damaged`);
  }

  #write(record: ServiceRecord): void {
    const file = this.#file(record.service);
    const [next, old] = [`${file}.new`, `${file}.old`];
    try {
      writeFlushed(next, JSON.stringify(record, null, 2));
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
    rmSync(old, { force: true });
    if (existsSync(file)) linkSync(file, old);
    renameSync(next, file);
    flush(this.folder);
  }

  /** Makes room that can be given up when there is no other. */
  #reserve(): void {
    if (existsSync(this.#reserved)) return;
    try {
      writeFileSync(this.#reserved, Buffer.alloc(reserveBytes), { mode: 0o600 });
    } catch {
      rmSync(this.#reserved, { force: true });
    }
  }

  get #reserved(): string {
    return join(this.folder, 'reserve');
  }

  #file(service: string): string {
    return join(this.folder, `${service}.json`);
  }
}

function recordIn(file: string, service: string): ServiceRecord {
  const record = serviceRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (record.service !== service) throw new Error(`it is of ${record.service}`);
  return record;
}

function writeFlushed(file: string, text: string): void {
  const fd = openSync(file, 'w', 0o600);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Without this a renamed file may be the old one again after a power cut. */
function flush(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
