import test from 'ava';
import { type } from '../helpers/command-line.js';
import { Obedient } from '../helpers/obedient.js';
import { until } from '../helpers/until.js';

let temporal: Obedient;

test.before(async () => {
  temporal = await Obedient.start();
});
test.after.always(() => temporal?.close());

const by = 'ann';
/** The command line, what is said by it, to whom, and what is printed. */
const said: readonly [line: string, control: string, input: object, prints: string][] = [
  ['rollback S --reason slow', 'rollback', { reason: 'slow' }, 'Rolling back S, which is waiting'],
  ['unfreeze S', 'unfreeze', {}, 'Unfreezing S, which is waiting'],
  [
    'freeze S --until 2096-01-02T03:04:05+02:00',
    'freeze',
    { until: '2096-01-02T01:04:05.000Z' },
    'Freezing S, which is waiting',
  ],
  ['quarantine lift S', 'lift', {}, 'Lifting the quarantine of S, which is waiting'],
  ['quarantine lift S dead1', 'lift', { commit: 'dead1' }, 'Lifting the quarantine of S, which is waiting'],
  ['abort S --commit a1b2d', 'abort', { commit: 'a1b2d' }, 'Aborting S, which is waiting'],
  ['promote S --commit A1B2C3', 'promote', { commit: 'a1b2c3' }, 'Promoting S, which is waiting'],
  ['hold S', 'hold', {}, 'Holding S, which is waiting'],
];

for (const [i, [line, control, input, prints]] of said.entries()) {
  test.serial(`the service is told: ${line}`, async (t) => {
    const service = `s${i}`;
    await temporal.runs(`service.${service}`);
    const env = await temporal.platform(t, service);
    const { exitCode, stdout, stderr } = await type(line.replace('S', service), env);
    t.is(exitCode, 0, stderr);
    t.is(stdout, `${prints.replace('S', service)}: ${control} was heard.`);
    t.deepEqual(await temporal.heard(`service.${service}`), [
      { how: 'update', control: control as 'hold', input: { by, ...input } },
    ]);
  });
}

test('resume of a held service reaches the service, though a promoted merge runs, unless a deployment is named', async (t) => {
  await temporal.runs('service.kept', { held: { by: 'kim' } });
  await temporal.runs('deployment.kept');
  const env = await temporal.platform(t, 'kept');
  for (const line of ['resume kept', 'resume kept --deployment 5d0c1e'])
    t.is((await type(line, env)).exitCode, 0, line);
  const told = { how: 'update', control: 'resume' } as const;
  t.deepEqual(await temporal.heard('service.kept'), [{ ...told, input: { by } }]);
  t.deepEqual(await temporal.heard('deployment.kept'), [{ ...told, input: { by, deploymentId: '5d0c1e' } }]);
});

test("a running deployment is told itself; a merge that waits is its service's", async (t) => {
  await temporal.runs('service.busy');
  await temporal.runs('deployment.busy');
  const env = await temporal.platform(t, 'busy');
  const lines = [
    'leave busy --site site_1 site_2 --site site_3 --deployment 5d0c1e',
    'resume busy --json',
    'abort busy --commit a1b2c3',
  ];
  for (const line of lines) t.is((await type(line, env)).exitCode, 0, line);
  t.deepEqual(await temporal.heard('deployment.busy'), [
    {
      how: 'update',
      control: 'leave',
      input: { by, deploymentId: '5d0c1e', sites: ['site_1', 'site_2', 'site_3'] },
    },
    { how: 'update', control: 'resume', input: { by } },
  ]);
  t.deepEqual(
    (await temporal.heard('service.busy')).map(({ control }) => control),
    ['abort'],
  );
});

test.serial('a control that is refused exits 3, and says why to people and to programs', async (t) => {
  await temporal.runs('service.stubborn');
  const env = await temporal.platform(t, 'stubborn');
  const hold = 'hold stubborn --reason refuse-me';
  const { exitCode, stdout, stderr } = await type(hold, env);
  t.deepEqual([exitCode, stdout, stderr], [3, '', 'stubborn was not held: I was told to.']);
  const json = await type(`${hold} --json`, env);
  t.is(json.exitCode, 3);
  t.deepEqual(JSON.parse(json.stdout), {
    ...{ service: 'stubborn', accepted: false },
    ...{ phase: 'waiting', next: 'I was told to' },
  });

  t.is((await temporal.heard('service.stubborn')).length, 2);
});

test.serial('without a worker a control is recorded, and is heard when there is one', async (t) => {
  await temporal.runs('service.alone', {}, 'nobody');
  const env = await temporal.platform(t, 'alone');
  const { exitCode, stdout } = await type('rollback alone --reason slow', env);
  t.is(exitCode, 0);
  t.is(stdout, 'No worker answers for alone now; the rollback is recorded and done as soon as one does.');
  await temporal.work('nobody');
  const heard = await until(async () => {
    const all = await temporal.heard('service.alone');
    return all.length > 0 ? all : undefined;
  });
  t.true(heard.some(({ how, control }) => how === 'signal' && control === 'rollback'));
});

test.serial('an update that fails otherwise is said, and no signal takes its place', async (t) => {
  await temporal.runsDeaf('service.deaf');
  const env = await temporal.platform(t, 'deaf');
  const { exitCode, stdout, stderr } = await type('hold deaf', env);
  t.deepEqual([exitCode, stdout], [1, '']);
  t.is(stderr, 'deaf was not held: No registered handler for update: hold');
});

test.serial('freeze --all tells every service, and names those that could not be told', async (t) => {
  await temporal.runs('service.one');
  await temporal.runs('service.two');
  await temporal.runsDeaf('service.three');
  const env = await temporal.platform(t, 'one', 'two', 'four');
  const well = await type('freeze --all --until 2h', env);
  t.is(well.exitCode, 0, well.stderr);
  t.deepEqual(well.stdout.split('\n'), [
    'Freezing one, which is waiting: freeze was heard.',
    'Freezing two, which is waiting: freeze was heard.',
    'four was never deployed: there is nothing to freeze.',
  ]);
  const [first] = await temporal.heard('service.one');
  const left = Date.parse(first?.input.until ?? '') - Date.now();
  t.true(left > 7_000_000 && left <= 7_200_000, `${left}`);

  const worse = await temporal.platform(t, 'one', 'three');
  const { exitCode, stdout } = await type('unfreeze --all --json', worse);
  t.is(exitCode, 1);
  const answers = JSON.parse(stdout) as { service: string; accepted: boolean }[];
  t.deepEqual(
    answers.map(({ service, accepted }) => [service, accepted]),
    [
      ['one', true],
      ['three', false],
    ],
  );
  const nothing = await type('freeze --all', await temporal.platform(t, 'four'));
  t.is(nothing.exitCode, 3);
});

for (const [line, says] of [
  ['freeze', 'Name a service to freeze, or give --all.'],
  ['unfreeze one --all', 'Name a service to unfreeze, or give --all.'],
  ['freeze one --until 2026-02-30T08:00', 'Allowed: how long from now, such as 2h'],
  ['freeze one --until 2020-01-01', 'Allowed: how long from now, such as 2h'],
  ['abort one --commit main', 'Allowed: a commit, or its first digits, at least 4.'],
  ['leave one --site ../x', 'Allowed: 1 to 63 of a-z'],
] as const) {
  test.serial(`wrong usage: ${line}`, async (t) => {
    const { exitCode, stderr } = await type(line, await temporal.platform(t, 'one'));
    t.is(exitCode, 2);
    t.true(stderr.includes(says), stderr);
  });
}
