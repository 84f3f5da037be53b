import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { searchAttributes } from './search-attributes.js';

const types = {
  KEYWORD: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  BOOL: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
} as const;

const retentionDays = 30;

/** The search attributes that the namespace does not have yet. */
async function missingSearchAttributes(client: Client): Promise<string[]> {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  return Object.values(searchAttributes)
    .map((key) => key.name)
    .filter((name) => !(name in (customAttributes ?? {})));
}

/** Registers what is missing. Doing it again changes nothing. */
export async function registerSearchAttributes(client: Client): Promise<string[]> {
  const missing = await missingSearchAttributes(client);
  const keys = Object.values(searchAttributes).filter((key) => missing.includes(key.name));
  if (keys.length === 0) return [];
  await client.connection.operatorService.addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(keys.map((key) => [key.name, types[key.type]])),
  });
  return missing;
}

/** Keeps closed runs for 30 days; a longer retention is left as it is. Returns the days kept. */
export async function raiseRetention(client: Client): Promise<number> {
  const { namespace } = client.options;
  const service = client.connection.workflowService;
  const { config } = await service.describeNamespace({ namespace });
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
  if (days >= retentionDays) return days;
  const workflowExecutionRetentionTtl = msToTs(retentionDays * 86_400_000);
  await service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  return retentionDays;
}

/** Without its search attributes a namespace refuses every start: better to say so before anything else. */
export async function requireSearchAttributes(client: Client): Promise<void> {
  const missing = await missingSearchAttributes(client);
  if (missing.length > 0) throw new NotSetUp(client.options.namespace, missing);
}

class NotSetUp extends Error {
  override readonly name = 'NotSetUp';
  constructor(namespace: string, missing: readonly string[]) {
    super(
      `The Temporal namespace ${namespace} has no search attributes ${missing.join(', ')}: run \`merganser setup\` once.`,
    );
  }
}
