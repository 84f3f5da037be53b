import { DefaultLogger } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Runs } from './runs.js';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's own log lines, written like all others, with the service and the deployment that they are about. */
export function temporalLogger(log: Logger, runs: Runs): DefaultLogger {
  // Temporal has no word for what is above an error.
  const least = (Object.keys(levels) as (keyof typeof levels)[]).find((level) => levels[level] === log.level);
  return new DefaultLogger(least ?? 'ERROR', ({ level, message, meta = {} }) =>
    log[levels[level]]({ ...runs.about(meta), ...withError(meta) }, message),
  );
}

/** Temporal calls an error `error`; pino writes one in full only when it is called `err`. */
function withError({ error, ...meta }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return error === undefined ? meta : { ...meta, err: error };
}
