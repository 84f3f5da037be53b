import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { merganser } from '../e2e/support/product.js';
import { type } from '../helpers/command-line.js';
import { Obedient } from '../helpers/obedient.js';
import { until } from '../helpers/until.js';

let temporal: Obedient;

test.before(async () => {
  temporal = await Obedient.start();
});
test.after.always(() => temporal?.close());

const full = (start: string) => start.padEnd(40, '0');
const quarantined = [{ commit: full('dead12'), id: 'abc123', why: 'the checks failed', by: 'ann' }];
const ended = [
  {
    id: 'abc123',
    commit: full('dead12'),
    outcome: 'rolled-back' as const,
    sites: [],
    why: 'the checks failed',
  },
];

test.serial('one service that cannot be asked is said, and hinders no other', async (t) => {
  await temporal.runs('service.cart', { quarantined, ended });
  await temporal.runsDeaf('service.mute');
  const env = await temporal.platform(t, 'mute', 'cart');
  const status = await type('status', env);
  t.is(status.exitCode, 1);
  const lines = status.stdout.split('\n');
  t.regex(lines[0] ?? '', /^mute: .*status/);
  t.deepEqual(lines.slice(1), [
    'cart dead12, deployment abc123: rolled-back: the checks failed',
    '  quarantined: dead12, deployment abc123: the checks failed by @ann',
  ]);
  for (const [line, found] of [
    ['history', { service: 'cart', outcome: 'rolled-back' }],
    ['quarantine list', { service: 'cart', commit: full('dead12') }],
  ] as const) {
    const { exitCode, stdout, stderr } = await type(`${line} --json`, env);
    t.is(exitCode, 1, line);
    t.regex(stderr, /^mute: .*status/);
    t.like(JSON.parse(stdout), [found]);
    t.is((await type(`${line} cart`, env)).exitCode, 0);
    t.is((await type(`${line} mute`, env)).exitCode, 1);
  }
});

test.serial('nothing quarantined, nothing deployed: both are said, and are no failure', async (t) => {
  await temporal.runs('service.fresh');
  const env = await temporal.platform(t, 'fresh', 'unborn');
  t.like(await type('quarantine list', env), { exitCode: 0, stdout: 'Nothing is quarantined.' });
  t.like(await type('history', env), { exitCode: 0, stdout: 'Nothing was deployed yet.' });
  t.like(await type('status unborn', env), { exitCode: 0, stdout: 'unborn: nothing was deployed yet' });
});

test.serial('status --watch tells changes until Ctrl-C, which is no failure', async (t) => {
  const env = await temporal.platform(t, 'watched');
  const child = spawn(process.execPath, [merganser, 'status', '--watch', '--json'], { env });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => output.includes('\n') || undefined);
  await temporal.runs('service.watched', { quarantined });
  await until(() => output.includes('dead12') || undefined);
  child.kill('SIGINT');
  t.deepEqual(await once(child, 'exit'), [0, null]);
  const documents = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  t.is(documents.length, 2);
  t.like(documents, [[{ service: 'watched', quarantined: [] }], [{ quarantined: [{ id: 'abc123' }] }]]);
});
