import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { heads } from './support/thread.js';

let installation: Installation;

test.before(async () => {
  installation = await Installation.start({ cart: { sites: ['site_1', 'site_2'] } });
  await installation.adopt('cart');
});
test.after.always(() => installation?.close());

/** From the deadline to the last site, on a machine that has other things to do. */
const rolloutWithinMs = 10_000;

test('Slack down for a whole deployment: it is done on time, and all is said afterwards, in order and once', async (t) => {
  const { slack } = installation;
  const cart = installation.deployments('cart');
  const fault = `${slack.url}/_double/fault`;
  await fetch(fault, { method: 'POST', body: JSON.stringify({ kind: 'down' }) });
  const before = slack.messages().length;

  const commit = await installation.merge('cart');
  const { id, until = '' } = await cart.reach(commit, 'analyzing');
  const { outcome } = await cart.reach(commit, 'done');
  t.true(Date.now() - Date.parse(until) < rolloutWithinMs);
  t.is(outcome?.kind, 'rolled-out');
  t.deepEqual(await installation.sites.versions('cart'), { site_1: [commit], site_2: [commit] });

  // The run is over, and its service has taken over what could not be said.
  await cart.done(commit);
  t.is(slack.messages().length, before);
  await fetch(fault, { method: 'DELETE' });
  const said = [
    `Starting analysis of cart with deployment id ${id}`,
    'The checks for cart are all green. I will roll this out. Check results are:',
    'Why:',
    `Rolled out cart: site_1, site_2 run ${commit.slice(0, 6)}`,
  ];
  t.deepEqual(await heads(slack, id), said);
  t.is(slack.messages().length, before + said.length);
});
