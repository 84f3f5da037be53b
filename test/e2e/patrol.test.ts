import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { valueOf } from '../helpers/prometheus.js';
import { until } from '../helpers/until.js';

let installation: Installation;

test.before(async () => {
  installation = await Installation.start({
    cart: {
      sites: ['site_1'],
      analysis: { duration: '2s', maxDuration: '3s', interval: '500ms', prepareTimeout: '10s' },
    },
    till: { sites: ['site_1'] },
  });
});
test.after.always(() => installation?.close());

test.serial('a fresh install deploys nothing, whatever the branches are at', async (t) => {
  const { reconciled } = await installation.patrol('reconcile');
  t.deepEqual(reconciled, { missed: [], problems: [] });
  const { stdout } = await installation.temporal(
    'workflow',
    'list',
    '--query',
    "WorkflowType = 'service'",
    '-o',
    'json',
  );
  t.deepEqual(JSON.parse(stdout || '[]'), []);
});

test.serial('a merge whose webhook was lost is deployed by the next patrol, once', async (t) => {
  await installation.adopt('cart');
  t.deepEqual((await installation.patrol('reconcile')).reconciled?.missed, []);
  const commit = await installation.shop('cart').commit();
  t.deepEqual((await installation.patrol('reconcile')).reconciled?.missed, [{ service: 'cart', commit }]);
  t.deepEqual((await installation.patrol('reconcile')).reconciled?.missed, []);
  const { outcome } = await installation.deployments('cart').done(commit);
  t.is(outcome?.kind, 'rolled-out');
  t.deepEqual(await installation.sites.versions('cart'), { site_1: [commit] });
  t.deepEqual((await installation.patrol('reconcile')).reconciled, { missed: [], problems: [] });
});
