import type { Client } from '@temporalio/client';
import { pino, type Logger } from 'pino';
import type { Environment } from '../config/environment.js';
import type { Platform } from '../config/load.js';

/** The options that every command takes. */
export interface CommonOptions {
  readonly config?: string;
  readonly address?: string;
  readonly namespace?: string;
  readonly json?: boolean;
}

/** 0 ok, 1 failed, 2 wrong usage, 3 nothing to act on. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, nothing: 3 } as const;

/** Stops a command with a sentence for the person who called it. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  constructor(
    message: string,
    readonly exitCode: number = exitCodes.failed,
  ) {
    super(message);
  }
}

/** What every command works with. */
export class CommandContext {
  constructor(
    readonly options: CommonOptions,
    readonly environment: Environment,
    /** The person who calls, for the record. */
    readonly person: string,
  ) {}

  get configPath(): string {
    return this.options.config ?? this.environment.config;
  }

  async platform(file = this.configPath): Promise<Platform> {
    const [{ configFromFile }, { adapters }] = await Promise.all([
      import('../config/load.js'),
      import('./adapters.js'),
    ]);
    return configFromFile(file, adapters);
  }

  log(name: string): Logger {
    return pino({ name, level: this.environment.logLevel });
  }

  /** Prints text for people, or with --json data for programs. */
  print(text: string, data: unknown): void {
    process.stdout.write(`${this.options.json ? JSON.stringify(data) : text}\n`);
  }

  /** Says what went wrong beside what is printed. */
  complain(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  async withTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { connect } = await import('../temporal/connect.js');
    const client = await connect(this.options);
    try {
      return await work(client);
    } finally {
      await client.connection.close();
    }
  }
}
