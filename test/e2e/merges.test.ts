import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { bad } from './support/shop.js';
import { heads, threadWith } from './support/thread.js';

let installation: Installation;

test.before(async () => {
  const analysis = { duration: '6s', maxDuration: '20s', interval: '1s', prepareTimeout: '10s' };
  installation = await Installation.start({ cart: { sites: ['site_1', 'site_2'], analysis } });
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
  await cart.reach(stable, 'analyzing');
  t.is(await installation.shop('cart').push(stable), 202);
  const { id, outcome } = await cart.done(stable);
  t.like(outcome, { kind: 'rolled-out', proven: true, forced: false });
  t.deepEqual(await sites.versions('cart'), runs(stable));

  const [starting = '', green = '', why = '', last, ...more] = await threadWith(slack, id, /^Rolled/);
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
  t.regex(why, /^Why:\nerror ratio in site_1: .*: within\nerror ratio in site_2: .*: within$/);
  t.is(last, `Rolled out cart: site_1, site_2 run ${short(stable)}`);
  t.deepEqual(more, []);
});

test.serial('a duplicate webhook starts nothing twice', async (t) => {
  const before = installation.slack.messages().length;
  // It was sent again while its deployment ran; now once more.
  t.is(await installation.shop('cart').push(stable), 202);
  const { running, waiting, attempts, ended } = await installation.deployments('cart').queue();
  t.deepEqual({ running, waiting }, { running: undefined, waiting: [] });
  t.deepEqual(
    attempts.find(([commit]) => commit === stable),
    [stable, 1],
  );
  t.is(ended.filter(({ commit }) => commit === stable).length, 1);
  const listed = [
    'workflow',
    'count',
    '--query',
    `WorkflowType = 'deployment' and MerganserCommit = '${stable}'`,
  ];
  t.is((await installation.temporal(...listed)).stdout, 'Total: 1');
  t.is(installation.slack.messages().length, before);
});

let failed: { readonly commit: string; readonly id: string };

test.serial('a bad merge is rolled back', async (t) => {
  const commit = await installation.merge('cart', bad);
  const { id, outcome } = await installation.deployments('cart').done(commit);
  t.is(outcome?.kind, 'rolled-back');
  t.deepEqual(await installation.sites.versions('cart'), runs(stable));
  const said = await heads(installation.slack, id);
  t.regex(said.pop() ?? '', /^cart recovered after \d+ s\.$/);
  t.deepEqual(said, [
    `Starting analysis of cart with deployment id ${id}`,
    "The checks for cart are failing. I will soon roll this back if it doesn't recover.",
    'The checks for cart have failed too much. I will roll this back. Problems are:',
    'Why:',
    `Rolled back cart: site_1, site_2 run ${short(stable)} again`,
  ]);
  failed = { commit, id };
});

test.serial('what was measured can be exported and judged again, with the same verdict', async (t) => {
  const judged = async (id: string) => {
    const { exitCode, stdout } = await installation.merganser('history', '--export', id);
    t.is(exitCode, 0);
    const file = join(tmpdir(), `merganser-${id}.jsonl`);
    t.teardown(() => rm(file, { force: true }));
    await writeFile(file, `${stdout}\n`);
    return (await installation.merganser('judge', file)).stdout.split('\n');
  };
  const bad = await judged(failed.id);
  t.regex(bad.at(-2) ?? '', /^What came of it: rolled-back, /);
  t.regex(bad.at(-1) ?? '', /^By its own settings: roll back \(failed\) at \+\d+ s$/);
  t.true(
    bad.some((line) => line.includes('The checks for cart have failed too much. I will roll this back')),
  );
  const [rolledOut] = (await installation.deployments('cart').queue()).ended.filter(
    ({ commit }) => commit === stable,
  );
  const good = await judged(rolledOut?.id ?? '');
  t.regex(good.at(-1) ?? '', /^By its own settings: roll out, proven, at \+\d+ s$/);
  const { exitCode, stderr } = await installation.merganser('history', '--export', '00ff00');
  t.is(exitCode, 3);
  t.is(stderr, 'There is no deployment 00ff00: it never was, or Temporal no longer keeps it.');
});

test.serial('a commit deployed again after its rollback gets a new deployment id', async (t) => {
  const cart = installation.deployments('cart');
  t.is((await installation.merganser('deploy', 'cart', failed.commit)).exitCode, 0);
  const { id } = await cart.reach(failed.commit, 'analyzing');
  t.not(id, failed.id);
  const [starting] = await heads(installation.slack, id, /^Starting/);
  t.is(starting, `Starting analysis of cart with deployment id ${id}`);
  await cart.signal('abort', {});
  t.is((await cart.done(failed.commit)).outcome?.kind, 'aborted');
});

test.serial('of two merges during a deployment the newest is next, and lists the other', async (t) => {
  const cart = installation.deployments('cart');
  const running = await installation.merge('cart');
  await cart.reach(running, 'analyzing');
  const carried = await installation.merge('cart');
  const newest = await installation.merge('cart');
  t.is((await cart.done(running)).outcome?.kind, 'rolled-out');
  const { id } = await cart.reach(newest, 'analyzing');
  const [starting = ''] = await threadWith(installation.slack, id, /^Starting/);
  t.regex(starting, new RegExp(`\nAlso contains ${short(carried)} "Change \\d+" by @Jane\n`));
  await cart.signal('abort', {});
  await cart.done(newest);
  const { ended, waiting } = await cart.queue();
  t.deepEqual(waiting, []);
  t.false(ended.some(({ commit }) => commit === carried));
  t.deepEqual(await installation.sites.versions('cart'), runs(running));
});

test.serial(
  'worker killed with SIGKILL in mid-analysis: another goes on, and nothing is said twice',
  async (t) => {
    const cart = installation.deployments('cart');
    const commit = await installation.merge('cart');
    const { id } = await cart.reach(commit, 'analyzing');
    await cart.untilView((view) => view.id === id && view.figures.length > 0);
    await installation.killWorker();
    await installation.startWorker();
    t.is((await cart.done(commit)).outcome?.kind, 'rolled-out');
    t.deepEqual(await installation.sites.versions('cart'), runs(commit));
    const said = await heads(installation.slack, id);
    t.is(new Set(said).size, said.length);
    t.deepEqual(
      said.filter((text) => !text?.startsWith('I could not look at cart for')),
      [
        `Starting analysis of cart with deployment id ${id}`,
        'The checks for cart are all green. I will roll this out. Check results are:',
        'Why:',
        `Rolled out cart: site_1, site_2 run ${short(commit)}`,
      ],
    );
  },
);
