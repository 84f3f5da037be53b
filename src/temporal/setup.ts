import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { grpcCode, grpcCodes, isRefusal } from './grpc.js';
import { searchAttributes } from './search-attributes.js';

const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_BOOL } = proto.temporal.api.enums.v1.IndexedValueType;
const types = {
  KEYWORD: { name: 'Keyword', value: Number(INDEXED_VALUE_TYPE_KEYWORD) },
  BOOL: { name: 'Bool', value: Number(INDEXED_VALUE_TYPE_BOOL) },
} as const;

/** Days for which closed runs are to be kept. */
export const wantedRetention = 30;

/** A search attribute, with its type in the words of Temporal's command line. */
export interface Attribute {
  readonly name: string;
  readonly type: 'Keyword' | 'Bool';
}

const attributes: readonly (Attribute & { readonly value: number })[] = Object.values(searchAttributes).map(
  ({ name, type }) => ({ name, type: types[type].name, value: types[type].value }),
);

/** The search attributes that the namespace does not have yet. Throws when one is there with another type. */
export async function missingSearchAttributes(client: Client): Promise<readonly Attribute[]> {
  try {
    return await missingByList(client);
  } catch (error) {
    if (isRefusal(error)) return missingByQuery(client);
    throw explained(client, error);
  }
}

async function missingByList(client: Client): Promise<readonly Attribute[]> {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const found = new Map(Object.entries<number>(customAttributes ?? {}));
  const other = attributes.find(({ name, value }) => (found.get(name) ?? value) !== value);
  if (other) {
    throw new NotSetUp(
      `The search attribute ${other.name} of the Temporal namespace ${namespace} is not of type ${other.type}: ` +
        'remove it and run `merganser setup`, or use another namespace.',
    );
  }
  return attributes.filter(({ name }) => !found.has(name));
}

/** For those who may not list them: a query that names an attribute is refused where there is none. */
async function missingByQuery(client: Client): Promise<readonly Attribute[]> {
  const missing: Attribute[] = [];
  for (const attribute of attributes) {
    try {
      await client.workflow.count(`${attribute.name} = ${attribute.type === 'Bool' ? 'true' : "'none'"}`);
    } catch (error) {
      if (grpcCode(error) !== grpcCodes.invalidArgument) throw explained(client, error);
      missing.push(attribute);
    }
  }
  return missing;
}

/** Registers search attributes. Throws the server's error, which may be a refusal. */
export async function registerSearchAttributes(client: Client, missing: readonly Attribute[]): Promise<void> {
  const wanted = attributes.filter(({ name }) => missing.some((attribute) => attribute.name === name));
  await client.connection.operatorService.addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(wanted.map(({ name, value }) => [name, value])),
  });
}

/** Days for which closed runs are kept. */
export async function retentionOf(client: Client): Promise<number> {
  const { namespace } = client.options;
  const { config } = await client.connection.workflowService.describeNamespace({ namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
}

/** Keeps closed runs for 30 days. Throws the server's error, which may be a refusal. */
export async function raiseRetention(client: Client): Promise<void> {
  const { namespace } = client.options;
  const workflowExecutionRetentionTtl = msToTs(wantedRetention * 86_400_000);
  await client.connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl },
  });
}

/** Without its search attributes a namespace refuses every start: better to say so before anything else. */
export async function requireSearchAttributes(client: Client): Promise<void> {
  const missing = await missingSearchAttributes(client);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new NotSetUp(
    `The Temporal namespace ${client.options.namespace} has no search attributes ${names}: run \`merganser setup\` once.`,
  );
}

/** The namespace is not there, is not ready, or may not be used. */
class NotSetUp extends Error {
  override readonly name = 'NotSetUp';
}

function explained({ options: { namespace } }: Client, error: unknown): unknown {
  const { notFound, permissionDenied, unauthenticated } = grpcCodes;
  const code = grpcCode(error);
  if (code === notFound) {
    return new NotSetUp(
      `There is no Temporal namespace ${namespace}: name one by TEMPORAL_NAMESPACE or --namespace, or make it: temporal operator namespace create --namespace ${namespace} --retention ${wantedRetention}d`,
      { cause: error },
    );
  }
  if (code === permissionDenied || code === unauthenticated) {
    return new NotSetUp(
      `You may not read the Temporal namespace ${namespace}: check TEMPORAL_NAMESPACE, and what the API key or client certificate may do.`,
      { cause: error },
    );
  }
  return error;
}
