import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { listenerPort } from '../helpers/listener-port.js';
import { cleanEnv } from '../e2e/support/cli-env.js';
import { startProduct } from '../e2e/support/product.js';
import { grpcProxy } from '../helpers/grpc-proxy.js';
import { folder } from '../helpers/programs.js';
import { valueOf } from '../helpers/prometheus.js';
import { devServer, stopServers } from '../helpers/servers.js';
import { until } from '../helpers/until.js';

test.after.always(stopServers);

test('a worker without Temporal says that it is not ready and why, and is ready again with it', async (t) => {
  const { address: to } = await devServer();
  let away = false;
  const refuse = () => (away ? { code: 14, message: 'nobody is at home' } : undefined);
  const proxy = await grpcProxy({ to, refuse });
  t.teardown(() => proxy.close());
  const config = join(await folder(t), 'merganser.yaml');
  await writeFile(
    config,
    "version: 1\nsites: [{name: one, target: {type: process, url: 'http://127.0.0.1:9'}}]\n" +
      'services: [{service: cart, repository: /git/cart}]\n',
  );
  const listen = `127.0.0.1:${await listenerPort()}`;
  const address = { TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}`, MERGANSER_METRICS_ADDRESS: listen };
  const worker = await startProduct(['worker'], cleanEnv({ ...address, MERGANSER_CONFIG: config }));
  t.teardown(() => worker.stop());
  const get = (path: string) => fetch(`http://${listen}${path}`);
  const turns = (status: number) =>
    until(async () => ((await get('/readyz')).status === status ? true : undefined));
  const stuck = async () => valueOf(await (await get('/metrics')).text(), 'merganser_needs_operator');

  await turns(200);
  t.is(await stuck(), 0);
  away = true;
  await turns(503);
  const { error } = (await (await get('/readyz')).json()) as { error: string };
  t.is(error, 'Temporal does not answer. See the log of the worker.');
  t.is((await get('/healthz')).status, 200);
  t.is(await stuck(), undefined, 'what cannot be asked is not told as it was');
  away = false;
  await turns(200);
});
