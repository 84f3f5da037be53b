import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { play, ranAt, texts } from '../helpers/play.js';
import { stopServers, timeSkipping } from '../helpers/servers.js';
import { newCommit, oldCommit, polled, version, world } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await timeSkipping();
});
test.after.always(stopServers);

test.serial('a good change is rolled out everywhere at the deadline', async (t) => {
  const w = world(env);
  const view = await play(env, w, 'good');
  t.is(view.outcome?.kind, 'rolled-out');
  t.true(view.outcome?.proven);
  t.deepEqual(ranAt(w), [newCommit, newCommit, newCommit]);
  t.deepEqual(texts(w), [
    'Starting analysis of cart with deployment id abc123',
    'The checks for cart are all green. I will roll this out. Check results are:',
    'Why:',
    'Rolled out cart: site_1, site_2, site_3 run bbbbbb',
  ]);
  t.deepEqual(
    w.posted.map((p) => [p.key, p.thread]),
    [
      ['abc123/1', undefined],
      ['abc123/2', '1'],
      ['abc123/3', '1'],
      ['abc123/4', '1'],
    ],
  );
});

test.serial(
  'a site that runs another version than the others is named at the start, and got back',
  async (t) => {
    const other = 'c'.repeat(40);
    const commitAt = (site: string) => (site === 'site_2' ? other : oldCommit);
    const w = world(env, {
      observe: ({ site }) => Promise.resolve({ site, stable: version(commitAt(site)), generation: 7_000 }),
    });
    w.metrics = (site) => polled(site, 50);
    await play(env, w, 'drift');
    t.true(w.posted[0]?.text.includes('\nsite_2 runs cccccc, not aaaaaa as elsewhere\n'));
    t.deepEqual(ranAt(w), [oldCommit, other, oldCommit]);
  },
);

test.serial('a change that breaks one site is warned of and rolled back everywhere', async (t) => {
  const w = world(env);
  w.metrics = (site, since) => polled(site, site === 'site_2' && since > 60_000 ? 3 : 0);
  const view = await play(env, w, 'bad');
  t.is(view.outcome?.kind, 'rolled-back');
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
  t.deepEqual(texts(w), [
    'Starting analysis of cart with deployment id abc123',
    "The checks for cart are failing. I will soon roll this back if it doesn't recover.",
    'The checks for cart have failed too much. I will roll this back. Problems are:',
    'Why:',
    'Rolled back cart: site_1, site_2, site_3 run aaaaaa again',
    'cart recovered after 0 s.',
  ]);
  t.true(w.posted[2]?.text.endsWith('Metric error ratio in site_2 increased from .0% to 3.0%'));
  t.regex(
    w.posted[3]?.text ?? '',
    /^Why:\nerror ratio in site_2: difference .* 3\.0%, allowed at most 1\.0%: beyond\n/,
  );
});

test.serial('a change that stumbles and heals is warned of, recovers and is rolled out', async (t) => {
  const w = world(env);
  w.metrics = (site, since) => polled(site, since < 30_000 ? 50 : 0);
  const view = await play(env, w, 'heals');
  t.is(view.outcome?.kind, 'rolled-out');
  t.is(texts(w).length, 6);
  t.regex(
    texts(w)[2] ?? '',
    /^The checks for cart have recovered\. The analysis goes on until \d\d:\d\d:\d\d UTC$/,
  );
});
