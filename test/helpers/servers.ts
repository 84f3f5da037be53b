import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findTemporal } from '../../scripts/setup/temporal.js';
import { findTestServer } from '../../scripts/setup/test-server.js';
import { startDevServer } from '../../scripts/tests/dev-server.js';
import { searchAttributes } from '../../src/temporal/search-attributes.js';
import { stopWorkers } from './troupe.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;
const indexed = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
};
const started: TestWorkflowEnvironment[] = [];

/** A real Temporal dev server, and the CLI that talks to it. */
export interface DevServer {
  readonly address: string;
  readonly cli: string;
}

/** The dev server of this `npm test`; a test file that runs by itself starts its own. Needs `stopServers` afterwards. */
export async function devServer(): Promise<DevServer> {
  const cli = (await findTemporal(process.env))?.file;
  if (!cli)
    throw new Error('No Temporal dev server here yet: run npm test once, which fetches or builds it.');
  const shared = process.env['MERGANSER_TEST_TEMPORAL_ADDRESS'];
  if (shared) return { address: shared, cli };
  const server = await startDevServer(cli);
  started.push(server);
  return { address: server.address, cli };
}

/** The dev server as a test environment: real time, and a server that takes races as production's does. */
export async function realServer(): Promise<TestWorkflowEnvironment> {
  const { address } = await devServer();
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address });
  started.push(env);
  return env;
}

/** A time-skipping server with Merganser's search attributes, one per test file. Needs `stopServers` afterwards. */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  const found = await findTestServer(process.env);
  if (!found) throw new Error('No time-skipping server here yet: run npm test once, which fetches it.');
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: found.file } },
  });
  started.push(env);
  const attributes = Object.values(searchAttributes).map(({ name, type }) => [name, indexed[type]]);
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: Object.fromEntries(attributes) as Record<string, number>,
  });
  return env;
}

/** Stops what this test file started, and the worker that played on it: `test.after.always(stopServers)`. */
export async function stopServers(): Promise<void> {
  await stopWorkers();
  for (const server of started.splice(0).reverse()) await server.teardown();
}
