import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type HistoryHead, type HistoryRow, historyRow } from '../metric-providers/scrape/history.js';

const hourMs = 3_600_000;
const keptHours = 24;
/** Lines that are read in one go: about a millisecond. */
const portion = 60;

/**
 * The rows of about a day on disk: a file an hour, a JSON value a line. The line of a head says how the rows below it
 * are to be read, so that those of an agent with other buckets are not taken for ours.
 */
export class HistoryRing {
  readonly #head: string;
  /** The hour whose file has our head. */
  #hour?: number;

  constructor(
    private readonly folder: string,
    head: HistoryHead,
  ) {
    this.#head = JSON.stringify(head);
  }

  /** Throws what the disk says. */
  async append(row: HistoryRow): Promise<void> {
    const hour = hourOf(row[0]);
    const begins = hour !== this.#hour;
    // Should it fail half-way, the next row begins anew.
    this.#hour = undefined;
    if (begins) await this.#begin(hour);
    // Each line ends the one before it: that may have been torn by a kill or a full disk.
    const lines = [...(begins ? [this.#head] : []), JSON.stringify(row)];
    await appendFile(this.#file(hour), lines.map((line) => `\n${line}`).join(''));
    this.#hour = hour;
  }

  /** The rows of the day before `now` (ms since 1970), oldest first, in portions. */
  async *rows(now: number): AsyncGenerator<HistoryRow[]> {
    let last = now - keptHours * hourMs;
    // A clock that was set back makes a time come twice.
    const isNext = ([at]: HistoryRow) => {
      const next = at > last && at <= now;
      if (next) last = at;
      return next;
    };
    for (const hour of await this.#hours()) {
      const lines = (await readFile(this.#file(hour), 'utf8').catch(() => '')).split('\n');
      const ours = this.#ours(lines);
      for (let from = 0; from < ours.length; from += portion) {
        // The requests to the service must not wait for a whole hour to be read.
        await turn();
        yield ours
          .slice(from, from + portion)
          .flatMap(rowIn)
          .filter(isNext);
      }
    }
  }

  /** The lines below a head like ours. */
  #ours(lines: readonly string[]): string[] {
    let ours = false;
    return lines.filter((line) => {
      if (line.startsWith('{')) ours = line === this.#head;
      return ours;
    });
  }

  async #begin(hour: number): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const old = (await this.#hours()).filter((other) => other < hour - keptHours || other > hour);
    await Promise.all(old.map((other) => rm(this.#file(other), { force: true })));
  }

  async #hours(): Promise<number[]> {
    const names = await readdir(this.folder).catch(() => []);
    const hours = names.flatMap((name) => /^(\d+)\.jsonl$/.exec(name)?.[1] ?? []);
    return hours.map(Number).sort((a, b) => a - b);
  }

  #file(hour: number): string {
    return join(this.folder, `${hour}.jsonl`);
  }
}

/** A row is of what happened before its time. */
const hourOf = (at: number) => Math.ceil(at / hourMs) - 1;

/** The row in a line; none in that of a head, or in a torn one. */
function rowIn(line: string): HistoryRow[] {
  try {
    const { success, data } = historyRow.safeParse(JSON.parse(line));
    return success ? [data] : [];
  } catch {
    return [];
  }
}
