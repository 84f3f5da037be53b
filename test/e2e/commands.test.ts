import { userInfo } from 'node:os';
import test, { type ExecutionContext } from 'ava';
import { Installation } from '../helpers/installation.js';
import { until } from '../helpers/until.js';
import { heads, threadWith } from './support/thread.js';

const seconds = { interval: '500ms', prepareTimeout: '10s' };

let installation: Installation;
let stable: string;

test.before(async () => {
  installation = await Installation.start({
    cart: { sites: ['site_1', 'site_2'] },
    // Long enough for several commands.
    till: { sites: ['site_1'], analysis: { ...seconds, duration: '5m', maxDuration: '6m' } },
  });
  stable = installation.shop('cart').first;
});
test.after.always(() => installation?.close());

const runs = (commit: string) => ({ site_1: [commit], site_2: [commit] });
const short = (commit: string) => commit.slice(0, 6);

for (const command of ['abort', 'freeze', 'deploy', 'status', 'history', 'quarantine list']) {
  test.serial(`unknown service on the command line: ${command} names those there are`, async (t) => {
    const { exitCode, stderr } = await installation.merganser(...command.split(' '), 'card');
    t.is(exitCode, 2);
    t.is(stderr, 'There is no service card. Configured are: cart, till.');
  });
}

test.serial('abort for nothing: a service that was never deployed', async (t) => {
  const { exitCode, stdout, stderr } = await installation.merganser('abort', 'cart');
  t.is(exitCode, 3);
  t.is(stdout, '');
  t.is(stderr, 'cart was never deployed: there is nothing to abort.');
  const { stdout: json } = await installation.merganser('abort', 'cart', '--json');
  t.like(JSON.parse(json), { service: 'cart', accepted: false });
});

test.serial('nothing to look back at: services that were never deployed', async (t) => {
  t.is((await installation.merganser('status')).stdout.split('\n')[0], 'cart: nothing was deployed yet');
  t.is((await installation.merganser('history')).stdout, 'Nothing was deployed yet.');
});

test.serial('adopt makes a commit the stable version of empty sites, without analysis', async (t) => {
  await installation.adopt('cart');
  t.deepEqual(await installation.sites.versions('cart'), runs(stable));
  const { stdout } = await installation.merganser('status', 'cart', '--json');
  const [{ deployment }] = JSON.parse(stdout) as [{ deployment: { id: string; outcome: { kind: string } } }];
  t.is(deployment.outcome.kind, 'rolled-out');
  t.deepEqual(await heads(installation.slack, deployment.id), [
    `Adopted cart: site_1, site_2 run ${short(stable)}`,
  ]);
});

for (const control of ['abort', 'promote', 'resume']) {
  test.serial(`${control} for nothing: a service that is at rest`, async (t) => {
    const { exitCode, stdout, stderr } = await installation.merganser(control, 'cart');
    t.is(exitCode, 3);
    t.is(stdout, '');
    t.regex(stderr, /^cart was not \w+: nothing (runs, and nothing waits|is held)\.$/);
  });
}

test.serial('adopt is refused where another version runs', async (t) => {
  const other = await installation.shop('cart').commit();
  t.is((await installation.merganser('adopt', 'cart', other)).exitCode, 0);
  const { id, outcome } = await installation.deployments('cart').done(other);
  t.is(outcome?.kind, 'failed');
  const [said = ''] = await threadWith(installation.slack, id, /./);
  t.regex(
    said,
    new RegExp(
      `^I could not deploy cart with deployment id ${id}: site_[12]: it runs ${short(stable)} already: merge or deploy instead of adopting\n`,
    ),
  );
  t.regex(said, /Nothing was changed\.$/);
  t.deepEqual(await installation.sites.versions('cart'), runs(stable));
});

const ofCart = ['--workflow-id', 'deployment.cart'];
const signal = ['workflow', 'signal', ...ofCart, '--name', 'abort'];

const aborts: readonly [way: string, how: () => Promise<{ exitCode: number | undefined }>, says: string][] = [
  [
    'the command line, with a reason',
    () => installation.merganser('abort', 'cart', '--reason', 'wrong flag'),
    `@${userInfo().username} aborted cart: "wrong flag". I will roll this back.`,
  ],
  [
    'a signal without input',
    () => installation.temporal(...signal),
    'Somebody aborted cart. I will roll this back.',
  ],
  [
    'a signal with input',
    () => installation.temporal(...signal, '--input', '{"by":"ann","reason":"wrong flag"}'),
    '@ann aborted cart: "wrong flag". I will roll this back.',
  ],
  [
    'cancelling the workflow',
    () => installation.temporal('workflow', 'cancel', ...ofCart),
    'Somebody aborted cart: "the workflow was cancelled". I will roll this back.',
  ],
];

for (const [way, how, says] of aborts) {
  test.serial(`abort by ${way}: what ran before runs again`, async (t) => {
    const cart = installation.deployments('cart');
    const commit = await installation.merge('cart');
    await cart.reach(commit, 'analyzing');
    t.is((await how()).exitCode, 0);
    const { id, outcome } = await cart.done(commit);
    t.is(outcome?.kind, 'aborted');
    t.deepEqual(await installation.sites.versions('cart'), runs(stable));
    t.deepEqual(await heads(installation.slack, id), [
      `Starting analysis of cart with deployment id ${id}`,
      says,
      `Rolled back cart: site_1, site_2 run ${short(stable)} again`,
    ]);
  });
}

const say = async (t: ExecutionContext, ...args: string[]) => {
  const { exitCode, stdout, stderr } = await installation.merganser(...args);
  t.is(exitCode, 0, `${args.join(' ')}: ${stderr}`);
  return stdout;
};

test.serial('status shows how far a deployment is, history how it ended and those before it', async (t) => {
  const commit = await installation.merge('till');
  const { id } = await installation.deployments('till').reach(commit, 'analyzing');
  const head = `till ${short(commit)} ".*", deployment ${id}: analyzing, \\d+% of 5 minutes, verdict [\\d:]+ UTC`;
  t.regex(await say(t, 'status', 'till'), new RegExp(`^${head}\n  sites: site_1$`));
  t.is((await installation.merganser('abort', 'till', '--deployment', 'abc123')).exitCode, 3);
  await say(t, 'abort', 'till', '--deployment', id);
  await installation.deployments('till').done(commit);
  const lines = (await say(t, 'history')).split('\n');
  t.regex(
    lines.find((line) => line.includes(id)) ?? '',
    new RegExp(` till ${short(commit)}  aborted .*${id}\\)$`),
  );
  t.regex(lines.at(-1) ?? '', new RegExp(` cart ${short(stable)}  rolled-out `));
});

test.serial('what was aborted is in quarantine until that is lifted', async (t) => {
  const [, bad = 'nothing'] =
    /^till (\w{6}), deployment /.exec(await say(t, 'quarantine', 'list', 'till')) ?? [];
  t.regex(await say(t, 'quarantine', 'lift', 'till', bad), new RegExp(`: ${bad} may be deployed again`));
  t.is(await say(t, 'quarantine', 'list', 'till'), 'Nothing is quarantined.');
});

test.serial('merges wait in a freeze, and status says so; one that waits can be dropped', async (t) => {
  const me = userInfo().username;
  const froze = await say(t, 'freeze', 'till', '--until', '2h', '--reason', 'fair');
  t.regex(froze, /^Freezing till, which is waiting: merges wait until /);
  const commit = await installation.merge('till');
  const status = await until(async () => {
    const shown = await say(t, 'status', 'till');
    return shown.includes('waiting:') ? shown : undefined;
  });
  t.regex(status, new RegExp(`frozen until [\\d :-]+ UTC by @${me}, "fair": merges wait`));
  t.regex(status, new RegExp(`waiting: ${short(commit)}$`, 'm'));
  t.regex(status, /next: merganser unfreeze till$/);
  const dropped = `Aborting till, which is waiting: ${short(commit)} is dropped.`;
  t.is(await say(t, 'abort', 'till', '--commit', short(commit)), dropped);
  await say(t, 'unfreeze', 'till');
  t.false(/frozen|waiting/.test(await say(t, 'status', 'till')));
});
