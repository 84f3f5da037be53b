import { DefaultLogger, type LogLevel as TemporalLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's own log lines, written like all others. */
export function temporalLogger(log: Logger): DefaultLogger {
  return new DefaultLogger(log.level.toUpperCase() as TemporalLevel, ({ level, message, meta }) =>
    log[levels[level]](withError(meta), message),
  );
}

/** Temporal calls an error `error`; pino writes one in full only when it is called `err`. */
function withError({ error, ...meta }: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return error === undefined ? meta : { ...meta, err: error };
}
