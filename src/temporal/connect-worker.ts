import { NativeConnection } from '@temporalio/worker';
import { connectionOptions, type TemporalSettings } from './connect.js';
import { unreachable } from './unreachable.js';

/** A worker's own connection, by the same settings as everybody's. Throws what {@link unreachable} says. */
export async function connectWorker(settings: TemporalSettings): Promise<NativeConnection> {
  const { connection } = connectionOptions(settings);
  try {
    return await NativeConnection.connect(connection);
  } catch (cause) {
    throw await unreachable(connection, cause);
  }
}
