import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { bad } from './support/shop.js';
import { heads, threadWith } from './support/thread.js';

let installation: Installation;

test.before(async () => {
  installation = await Installation.start({ cart: { sites: ['site_1', 'site_2'] } });
  await installation.adopt('cart');
});
test.after.always(() => installation?.close());

const runs = (commit: string) => ({ site_1: [commit], site_2: [commit] });
const short = (commit: string) => commit.slice(0, 6);
let stable: string;

test.serial('a merge by signed webhook is rolled out, and Slack shows the thread in order', async (t) => {
  const { slack, sites } = installation;
  const cart = installation.deployments('cart');
  stable = await installation.merge('cart');
  const { id, outcome } = await cart.done(stable);
  t.like(outcome, { kind: 'rolled-out', proven: true, forced: false });
  t.deepEqual(await sites.versions('cart'), runs(stable));

  const [starting = '', green = '', last, ...more] = await threadWith(slack, id, /^Rolled/);
  t.regex(
    starting,
    new RegExp(
      [
        `^Starting analysis of cart with deployment id ${id}`,
        '"Change 2" by @Jane, not reviewed',
        `See <https://github.com/acme/cart/commit/${stable}(\\|[^>]*)?>`,
        'Will do the analysis until \\d\\d:\\d\\d:\\d\\d UTC$',
      ].join('\n'),
    ),
  );
  t.is(
    green,
    [
      'The checks for cart are all green. I will roll this out. Check results are:',
      'Metric error ratio in site_1 remained at .0%',
      'Metric error ratio in site_2 remained at .0%',
    ].join('\n'),
  );
  t.is(last, `Rolled out cart: site_1, site_2 run ${short(stable)}`);
  t.deepEqual(more, []);
});

test.serial('a bad merge is rolled back', async (t) => {
  const commit = await installation.merge('cart', bad);
  const { id, outcome } = await installation.deployments('cart').done(commit);
  t.is(outcome?.kind, 'rolled-back');
  t.deepEqual(await installation.sites.versions('cart'), runs(stable));
  t.deepEqual(await heads(installation.slack, id), [
    `Starting analysis of cart with deployment id ${id}`,
    "The checks for cart are failing. I will soon roll this back if it doesn't recover.",
    'The checks for cart have failed too much. I will roll this back. Problems are:',
    `Rolled back cart: site_1, site_2 run ${short(stable)} again`,
  ]);
});
