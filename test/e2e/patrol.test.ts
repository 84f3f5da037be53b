import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { valueOf } from '../helpers/prometheus.js';
import { until } from '../helpers/until.js';

let installation: Installation;

test.before(async () => {
  installation = await Installation.start({ cart: { sites: ['site_1'] }, till: { sites: ['site_1'] } });
});
test.after.always(() => installation?.close());

test.serial('a fresh install deploys nothing, whatever the branches are at', async (t) => {
  const { reconciled } = await installation.patrol('reconcile');
  t.deepEqual(reconciled, { missed: [], problems: [] });
  const list = ['workflow', 'list', '--query', "WorkflowType = 'service'", '-o', 'json'];
  t.deepEqual(JSON.parse((await installation.temporal(...list)).stdout || '[]'), []);
});

test.serial('a merge whose webhook was lost is deployed by the next patrol, once', async (t) => {
  await installation.adopt('cart');
  t.deepEqual((await installation.patrol('reconcile')).reconciled?.missed, []);
  const commit = await installation.shop('cart').commit();
  t.deepEqual((await installation.patrol('reconcile')).reconciled?.missed, [{ service: 'cart', commit }]);
  await installation.deployments('cart').reach(commit, 'analyzing');
  t.deepEqual((await installation.patrol('sweep')).swept, { orphans: [], problems: [] });
  const { outcome } = await installation.deployments('cart').done(commit);
  t.is(outcome?.kind, 'rolled-out');
  t.deepEqual(await installation.sites.versions('cart'), { site_1: [commit] });
  t.deepEqual((await installation.patrol('reconcile')).reconciled, { missed: [], problems: [] });
});

test.serial('a canary that no deployment has is told to its service at every sighting', async (t) => {
  const { stable, generation, owner } = await installation.sites.state('site_1', 'cart');
  const commit = await installation.shop('cart').commit();
  const canary = { ...stable, commit };
  const left = { owner, generation: generation + 1_000, stable, canary, weight: 0 };
  const { url } = installation.sites.settings[0]?.target ?? {};
  const put = { method: 'PUT', body: JSON.stringify(left) };
  t.is((await fetch(`${url}/v1/services/cart`, put)).status, 202);
  const seen = await until(async () => {
    const [orphan] = (await installation.patrol('sweep')).swept?.orphans ?? [];
    return orphan;
  });
  t.like(seen, { service: 'cart', site: 'site_1', generation: left.generation, commit });
  t.true(Math.abs(Date.now() - Date.parse(seen.at)) < 60_000);
  await installation.patrol('sweep');
  const show = ['workflow', 'show', '--workflow-id', 'service.cart', '-o', 'json'];
  const { stdout } = await installation.temporal(...show);
  const { events } = JSON.parse(stdout) as { events: Event[] };
  const signals = events.filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'orphan',
  );
  t.is(signals.length, 2);
});

interface Event {
  readonly workflowExecutionSignaledEventAttributes?: { readonly signalName: string };
}

test.serial('a workflow that cannot go on is told of once, and the worker is not ready', async (t) => {
  // A deployment of nothing is a fault that every attempt meets.
  const start = ['workflow', 'start', '--type', 'deployment', '--workflow-id', 'deployment.till'];
  await installation.temporal(...start, '--task-queue', 'merganser');
  await until(async () => (await installation.patrol('sweep')).told?.length || undefined, 60_000);
  await installation.patrol('sweep');
  const said = installation.slack.messages().filter(({ text }) => text.includes('deployment.till'));
  t.is(said.length, 1);
  t.regex(
    said[0]?.text ?? '',
    /^I cannot go on with till: the workflow deployment.till has failed \d+ times in a row\./,
  );
  const { status, body } = await installation.get('worker', '/readyz');
  t.is(status, 503);
  t.regex(body, /deployment.till has failed \d+ times in a row\. See the log of the worker\./);
  const metrics = (await installation.get('worker', '/metrics')).body;
  t.is(valueOf(metrics, 'merganser_failing_workflows', { service: 'till' }), 1);
  t.is(valueOf(metrics, 'merganser_failing_workflows', { service: 'cart' }), 0);
});
