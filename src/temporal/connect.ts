import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

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

/** A client of Temporal. Throws an error that says where it looked and what to do when nothing answers. */
export async function connect(settings: TemporalSettings): Promise<Client> {
  const options = connectionOptions(settings);
  try {
    const connection = await Connection.connect({ ...options.connection, connectTimeout: '5s' });
    return new Client({ connection, namespace: options.namespace });
  } catch (cause) {
    throw new TemporalUnreachable(options.connection.address, { cause });
  }
}

/** Nothing answers where Temporal should be. */
class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
  constructor(address: string, options?: ErrorOptions) {
    super(
      `Temporal does not answer at ${address}: start it, or say where it is by TEMPORAL_ADDRESS or --address`,
      options,
    );
  }
}
