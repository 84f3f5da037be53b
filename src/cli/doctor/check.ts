import type { Client } from '@temporalio/client';
import type { Environment } from '../../config/environment.js';
import type { Platform } from '../../config/load.js';
import type { Finding } from '../../domain/finding.js';

/** What the checks share. What could not be had is undefined: the check that is about it says so, the others nothing. */
export interface Patient {
  readonly environment: Environment;
  readonly configPath: string;
  /** Rejects with a ConfigError. */
  readonly platform: Promise<Platform>;
  /** Rejects with an error that says what to do. */
  readonly temporal: Promise<Client>;
  /** Where the starter answers, if that was said. */
  readonly starter?: string;
}

/** Looks at one thing. `stop` fires when its time is over. */
export interface Check {
  readonly what: string;
  readonly run: (patient: Patient, stop: AbortSignal) => Promise<readonly Finding[]>;
}

/** Why something failed, on one line. */
export const reason = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
