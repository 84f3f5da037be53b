import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { misfit, TemporalUnreachable, unreachable } from './unreachable.js';

/** Where Temporal is: the standard environment (`TEMPORAL_ADDRESS`, ...), which flags override. */
export interface TemporalSettings {
  readonly address?: string;
  readonly namespace?: string;
}

/** Connection options by the standard environment, flags first. */
export function connectionOptions(settings: TemporalSettings) {
  const { connectionOptions: found, namespace } = standardEnvironment();
  const address = settings.address ?? found.address ?? 'localhost:7233';
  return { connection: { ...found, address }, namespace: settings.namespace ?? namespace ?? 'default' };
}

function standardEnvironment() {
  try {
    return loadClientConnectConfig();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The Temporal settings cannot be read (${why}): check the TEMPORAL_* variables and the file that TEMPORAL_CONFIG_FILE names.`,
      { cause },
    );
  }
}

/** A client of Temporal. Throws an error that says where it looked, what it met there, and what to do. */
export async function connect(settings: TemporalSettings): Promise<Client> {
  const options = connectionOptions(settings);
  const connection = Connection.lazy({ ...options.connection, connectTimeout: '5s' });
  const done = new AbortController();
  try {
    await Promise.race([connection.ensureConnected(), misfit(options.connection, done.signal)]);
    return new Client({ connection, namespace: options.namespace });
  } catch (cause) {
    await connection.close();
    throw cause instanceof TemporalUnreachable ? cause : await unreachable(options.connection, cause);
  } finally {
    done.abort();
  }
}
