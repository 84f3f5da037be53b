import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { valueOf } from '../helpers/prometheus.js';
import { until } from '../helpers/until.js';
import type { LogLine } from './support/product.js';
import { bad } from './support/shop.js';

let installation: Installation;

test.before(async () => {
  installation = await Installation.start({ cart: { sites: ['site_1'] } }, [], undefined, {
    MERGANSER_LOG_LEVEL: 'debug',
  });
  await installation.adopt('cart');
});
test.after.always(() => installation?.close());

const cart = { service: 'cart' };
const metrics = async (process: 'worker' | 'starter') => (await installation.get(process, '/metrics')).body;

test.serial('what is served beside the metrics says that the worker is alive and ready', async (t) => {
  t.is((await installation.get('worker', '/healthz')).status, 200);
  t.deepEqual(await installation.get('worker', '/readyz'), { status: 200, body: '{"ok":true}' });
  t.is((await installation.get('worker', '/nothing')).status, 404);
});

test.serial('a series is there before its first event, so that its increase is seen', async (t) => {
  const worker = await metrics('worker');
  t.is(valueOf(worker, 'merganser_deployments_total', { ...cart, outcome: 'rolled-out' }), 1);
  t.is(valueOf(worker, 'merganser_deployments_total', { ...cart, outcome: 'rolled-back' }), 0);
  t.is(valueOf(worker, 'merganser_notifications_total', { notifier: 'slack', result: 'refused' }), 0);
  t.is(valueOf(worker, 'merganser_needs_operator', cart), 0);
  t.is(valueOf(worker, 'merganser_waiting_merges', cart), 0);
  t.is(valueOf(worker, 'merganser_build_info', { process: 'worker' }), 1);
  t.is(valueOf(await metrics('starter'), 'merganser_webhooks_total', { result: 'accepted' }), 0);
});

test.serial('deployments are counted and timed', async (t) => {
  const commit = await installation.merge('cart', bad);
  await installation.deployments('cart').reach(commit, 'analyzing');
  const next = await installation.merge('cart');
  const waiting = async () => valueOf(await metrics('worker'), 'merganser_waiting_merges', cart);
  await until(async () => (await waiting()) === 1 || undefined);
  await installation.deployments('cart').done(commit);
  await installation.deployments('cart').reach(next, 'analyzing');
  await installation.merganser('abort', 'cart');
  await installation.deployments('cart').done(next);

  const worker = await metrics('worker');
  t.is(valueOf(worker, 'merganser_deployments_total', { ...cart, outcome: 'rolled-back' }), 1);
  t.is(valueOf(worker, 'merganser_deployments_total', { ...cart, outcome: 'aborted' }), 1);
  // The adoption has no canary, and what a person aborted was not detected.
  const counts = { deployment_duration: 3, merge_to_canary: 2, detection: 1, rollback_duration: 2 };
  for (const [name, count] of Object.entries(counts)) {
    t.is(valueOf(worker, `merganser_${name}_seconds_count`, cart), count, name);
    const sum = valueOf(worker, `merganser_${name}_seconds_sum`, cart) ?? 0;
    t.true(sum > 0 && sum < 240, `${name}: ${sum}`);
  }
  t.true((valueOf(worker, 'merganser_polls_total', { ...cart, site: 'site_1', evidence: 'bad' }) ?? 0) > 0);
  t.true((valueOf(worker, 'merganser_notifications_total', { notifier: 'slack', result: 'ok' }) ?? 0) > 3);
  t.true((valueOf(worker, 'temporal_worker_task_slots_available') ?? 0) > 0);
  t.is(valueOf(await metrics('starter'), 'merganser_webhooks_total', { result: 'accepted' }), 2);
});

test.serial('every line about a deployment names it and its service', (t) => {
  const lines = installation.workerLog();
  const about = lines.filter((line) => line['workflowId'] === 'deployment.cart');
  const named = (line: LogLine) =>
    line['service'] === 'cart' && /^[0-9a-f]{6}$/.test(String(line['deployment']));
  t.true(about.some((line) => line['activityType'] === 'apply'));
  // Of a run that has just begun, Temporal's own line knows no more than the service.
  const unnamed = about.filter((line) => !named(line)).map(({ msg, service }) => [msg, service]);
  t.deepEqual(
    unnamed.filter(([msg]) => msg !== 'Workflow started'),
    [],
  );
  t.true(unnamed.every(([, service]) => service === 'cart'));
  const ended = lines.filter(({ msg }) => msg === 'the deployment ended');
  t.deepEqual(
    ended.map((line) => line['outcome']),
    ['rolled-out', 'rolled-back', 'aborted'],
  );
  t.true(ended.every(named));
});
