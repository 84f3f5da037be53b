import { jsonSchemas } from '../config/json-schema.js';

/** Prints the JSON Schema of the platform file, or that of a service's own file. */
export function configSchema(service: boolean): void {
  const { platform, service: ofService } = jsonSchemas();
  process.stdout.write(`${JSON.stringify(service ? ofService : platform, undefined, 2)}\n`);
}
