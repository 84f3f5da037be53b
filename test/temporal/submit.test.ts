import { randomUUID } from 'node:crypto';
import test from 'ava';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Merge } from '../../src/domain/change.js';
import { temporalSubmit } from '../../src/temporal/submit.js';
import { searchAttributes } from '../../src/temporal/search-attributes.js';
import { devServer, stopServers } from '../helpers/servers.js';

test.after.always(stopServers);

const merge = (commit: string): Merge => ({
  repository: '/srv/cart',
  commit,
  subject: 'Adding loads of new features! 🚀',
  receivedAt: '2026-01-01T13:00:00.000Z',
});

test('merges of a service are signals to its one workflow, which needs no worker to take them', async (t) => {
  const { address } = await devServer();
  const connection = await Connection.connect({ address });
  t.teardown(() => connection.close());
  const client = new Client({ connection });
  const submit = temporalSubmit(client);
  const service = `cart-${randomUUID().slice(0, 8)}`;
  t.teardown(() =>
    client.workflow
      .getHandle(`service.${service}`)
      .terminate()
      .then(() => undefined),
  );

  const forced: Merge = { ...merge('c'.repeat(40)), forced: true, branch: 'main' };
  const merges = [merge('a'.repeat(40)), merge('b'.repeat(40)), forced];
  for (const each of merges) await submit(service, each);

  const handle = client.workflow.getHandle(`service.${service}`);
  const described = await handle.describe();
  t.like(described, { type: 'service', taskQueue: 'merganser', status: { name: 'RUNNING' } });
  t.is(described.typedSearchAttributes.get(searchAttributes.service), service);
  t.is(await described.staticSummary(), `Deploys every merge of ${service}, one at a time`);

  const { events } = await handle.fetchHistory();
  const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes ?? []) ?? [];
  t.deepEqual(
    signals.map(({ signalName }) => signalName),
    ['merged', 'merged', 'merged'],
  );
  const payloads = signals.flatMap(({ input }) => input?.payloads ?? []);
  t.deepEqual(
    payloads.map((payload) => defaultPayloadConverter.fromPayload<Merge>(payload)),
    merges,
  );
});
