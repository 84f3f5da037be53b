import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A channel of the double's workspace. */
export interface Channel {
  readonly id: string;
  readonly name: string;
}

/** Metadata of a message, as an app gave it. */
export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** A message as the double keeps it and shows it at `/_double/messages`. */
export interface DoubleMessage {
  readonly ts: string;
  /** Channel ID. */
  readonly channel: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly username: string;
  readonly metadata?: Metadata;
  readonly blocks?: readonly unknown[];
  /** How often it was updated. */
  readonly updates: number;
  /** When it was posted, ISO 8601. */
  readonly at: string;
}

/** What the double's workspace holds; kept in a file when one is given. */
export class Store {
  #messages: DoubleMessage[] = [];
  #lastMicros = 0;

  constructor(
    readonly channels: readonly Channel[],
    private readonly file?: string,
  ) {
    if (!file || !existsSync(file)) return;
    this.#messages = JSON.parse(readFileSync(file, 'utf8')) as DoubleMessage[];
    this.#lastMicros = Math.max(0, ...this.#messages.map((m) => Number(m.ts.replace('.', ''))));
  }

  /** In the order they were posted. */
  get messages(): readonly DoubleMessage[] {
    return this.#messages;
  }

  find(channel: string, ts: string): DoubleMessage | undefined {
    return this.#messages.find((m) => m.channel === channel && m.ts === ts);
  }

  add(message: Omit<DoubleMessage, 'ts' | 'updates' | 'at'>): DoubleMessage {
    const now = new Date();
    const added = { ...message, ts: this.#nextTs(now), updates: 0, at: now.toISOString() };
    this.#messages.push(added);
    this.#save();
    return added;
  }

  change(old: DoubleMessage, fields: Partial<DoubleMessage>): DoubleMessage {
    const changed = { ...old, ...fields, updates: old.updates + 1 };
    this.#messages = this.#messages.map((m) => (m === old ? changed : m));
    this.#save();
    return changed;
  }

  /** Slack's `ts`: seconds and six digits, unique and growing, and a string because a float would lose digits. */
  #nextTs(now: Date): string {
    this.#lastMicros = Math.max(now.getTime() * 1000, this.#lastMicros + 1);
    const digits = String(this.#lastMicros);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  #save() {
    if (!this.file) return;
    writeFileSync(`${this.file}.new`, JSON.stringify(this.#messages, null, 1));
    renameSync(`${this.file}.new`, this.file);
  }
}
