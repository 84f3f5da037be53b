/**
 * `npm run bench:recovery -- [--quick] [--rounds N] [--kills N] [--json FILE]`: how fast Merganser reacts, on a real
 * installation with real processes. From a merge to the canary being deployed, by a warm worker; from an abort to the first
 * rollback being made; from a worker's SIGKILL to the next look, with one spare worker. Prints a table in Markdown.
 */
import { writeFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { Installation } from '../test/helpers/installation.js';
import { figureOf, figureTable } from './figures.js';
import { benchOptions } from './options.js';
import { killWorkers, lookEvery, mergeAndAbort, service } from './recovery/measure.js';

const { rounds, kills, json } = benchOptions('bench:recovery', { rounds: [40, 3], kills: [20, 2] });

/** Nothing is decided before it is aborted, and no abort keeps the next merge back. */
const settings = {
  sites: ['site_1', 'site_2'],
  analysis: { duration: '1h', maxDuration: '2h', interval: `${lookEvery}ms`, prepareTimeout: '30s' },
  policy: { catastrophe: 'wait', quarantine: 'deploy-with-warning' },
};
// Several workers on one machine cannot all serve their metrics at one address.
const alone = { MERGANSER_METRICS_ADDRESS: undefined };

const installation = await Installation.start({ [service]: settings }, [], undefined, alone);
const connection = await Connection.connect({ address: installation.env['TEMPORAL_ADDRESS'] ?? '' });
const client = new Client({ connection, namespace: installation.env['TEMPORAL_NAMESPACE'] ?? '' });
try {
  await installation.adopt(service);
  await mergeAndAbort(installation, client); // warms the worker
  const measured = [];
  for (let i = 0; i < rounds; i++) measured.push(await mergeAndAbort(installation, client));
  await installation.worker?.stop();
  const looks = await killWorkers(installation, client, kills);
  const canaries = measured.map(({ toCanary }) => toCanary);
  const rollbacks = measured.map(({ toRollback }) => toRollback);
  const figures = [
    figureOf('merge to canary deploying', canaries, 'p95 under 1 s'),
    figureOf('abort to first rollback', rollbacks, 'p95 under 1 s'),
    figureOf('worker killed to next look', looks, 'p95 under 6 s'),
  ];
  console.log(figureTable(figures));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ figures }, null, 2)}\n`);
} finally {
  await connection.close();
  await installation.close();
}
