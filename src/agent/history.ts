import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Happened, HistoryHead, HistoryRow } from '../metric-providers/scrape/history.js';
import { Joining } from '../metric-providers/scrape/joining.js';
import { HistoryRing } from './history-ring.js';
import { type Counts, edges } from '../gateway/counts.js';

export interface HistorySetup {
  readonly service: string;
  readonly stateDir: string;
  /** Length of a poll in ms. */
  readonly grain: number;
  readonly log: Logger;
  /** The counters of the instances that are stable now. */
  stable(): Promise<readonly Counts[]>;
}

/**
 * What a service's stable instances did, poll by poll, kept on disk for a day. A poll that nobody took, as while the
 * agent was down, has no row.
 */
export class FleetHistory {
  readonly #ring: HistoryRing;
  readonly #head: HistoryHead;
  #last?: { readonly at: number; readonly counts: ReadonlyMap<string, Happened> };
  #writing?: Promise<void>;
  #failing = false;
  #timer?: NodeJS.Timeout;

  constructor(private readonly setup: HistorySetup) {
    this.#head = { interval: setup.grain, edges: [...edges, null] };
    this.#ring = new HistoryRing(join(setup.stateDir, 'history', setup.service), this.#head);
    this.#arm(Date.now());
  }

  /** JSON of a History of the last day, in pieces: all at once would hold up the requests to the service. */
  async *json(interval: number): AsyncGenerator<string> {
    const joining = new Joining(this.setup.grain, interval);
    const head: HistoryHead = { ...this.#head, interval: joining.interval };
    yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
    let comma = '';
    for await (const rows of this.#ring.rows(Date.now())) {
      const joined = joining.join(rows);
      if (joined.length === 0) continue;
      yield `${comma}${JSON.stringify(joined).slice(1, -1)}`;
      comma = ',';
    }
    yield ']}\n';
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
  }

  /** Polls end at multiples of their length, so that they can be joined, and those of two sites compared. */
  #arm(now: number): void {
    const next = this.#pollAt(now) + this.setup.grain;
    this.#timer = setTimeout(() => {
      const at = Date.now();
      void this.#poll(this.#pollAt(at));
      this.#arm(at);
    }, next - now);
    this.#timer.unref();
  }

  #pollAt(now: number): number {
    return Math.round(now / this.setup.grain) * this.setup.grain;
  }

  /** What cannot be read, or only when the next poll is due, is not there. */
  async #poll(at: number): Promise<void> {
    const all = await this.setup.stable().catch(() => undefined);
    if (all && this.#pollAt(Date.now()) === at) this.#take(at, all);
  }

  #take(at: number, all: readonly Counts[]): void {
    const last = this.#last;
    const counts = new Map(all.map((series) => [series.id, happened(series)]));
    this.#last = { at, counts };
    // After a pause, of the agent or of the machine, the counts are of more than one poll.
    if (last?.at !== at - this.setup.grain || counts.size === 0) return;
    const row = all.map((series) => {
      const before = last.counts.get(series.id);
      const now = happened(series);
      return [series.labels.instance, before ? minus(now, before) : now] as const;
    });
    // A disk that takes longer than a poll loses rows, so that they do not pile up here.
    this.#writing ??= this.#write([at, Object.fromEntries(row)]).finally(() => (this.#writing = undefined));
  }

  /** The service must not suffer because the disk is full. */
  async #write(row: HistoryRow): Promise<void> {
    try {
      await this.#ring.append(row);
      this.#failing = false;
    } catch (error) {
      const { service, log } = this.setup;
      if (!this.#failing)
        log.error({ service, error }, 'the history cannot be written to disk, and has gaps');
      this.#failing = true;
    }
  }
}

/** The counters of a series, in the form of a poll. */
function happened({ codes, buckets, count }: Counts): Happened {
  const requests = sum(codes, (code) => code !== '499');
  const errors = sum(codes, (code) => code.startsWith('5'));
  return [requests, errors, [...buckets, count].map((upTo, i) => upTo - (buckets[i - 1] ?? 0))];
}

const sum = (codes: Counts['codes'], counted: (code: string) => boolean) =>
  codes.reduce((total, [code, count]) => (counted(code) ? total + count : total), 0);

function minus(now: Happened, before: Happened): Happened {
  const took = now[2].map((count, i) => count - (before[2][i] ?? 0));
  return [
    now[0] - before[0],
    now[1] - before[1],
    took.slice(0, took.findLastIndex((count) => count > 0) + 1),
  ];
}
