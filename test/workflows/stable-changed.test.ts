import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Apply } from '../../src/activities/index.js';
import { asFailure } from '../../src/activities/failures.js';
import { StableChanged } from '../../src/deploy-targets/target.js';
import type { SiteService } from '../../src/domain/release.js';
import { canaries, play, ranAt, texts } from '../helpers/play.js';
import { realServer, stopServers } from '../helpers/servers.js';
import { activitiesOf, newCommit, oldCommit, polled, version, world, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

const byHand = 'c'.repeat(40);

/** A world in which somebody makes another version stable in site_2, once the canary is there. */
function meddled(): World {
  const w = world(env);
  const { apply, observe } = activitiesOf(w);
  const isMeddled = ({ site }: SiteService) => site === 'site_2' && w.running.has(site);
  const activities = {
    observe: async (at: SiteService) => ({
      ...(await observe(at)),
      ...(isMeddled(at) && { stable: version(byHand), canary: version(newCommit) }),
    }),
    apply: (want: Apply) => {
      const fits = !want.ifStable || want.ifStable.includes(isMeddled(want.at) ? byHand : oldCommit);
      const refused = new StableChanged('It runs cccccc as stable now, not aaaaaa.');
      return fits || !isMeddled(want.at) ? apply(want) : Promise.reject(asFailure(refused));
    },
  };
  const analysis = { duration: 1_000, maxDuration: 1_000, interval: 200, prepareTimeout: 10_000 };
  return Object.assign(w, { activities, analysis, now: () => Promise.resolve(Date.now()) });
}

const left = [oldCommit, byHand, oldCommit];

test('a stable version that was changed by hand stops the rollout and stays, without the canary', async (t) => {
  const w = meddled();
  const { outcome } = await play(env, w, 'changed-rollout');
  t.is(outcome?.kind, 'rolled-back');
  t.is(outcome?.why, 'the stable version in site_2 was changed by hand meanwhile');
  t.deepEqual(ranAt(w), left);
  t.is(canaries(w), 0);
  t.deepEqual(texts(w).slice(-3), [
    'I will not replace cart in site_2, and take the canary back everywhere. It runs cccccc as stable now, not aaaaaa.',
    'I left cart in site_2 as it is: It runs cccccc as stable now, not aaaaaa.',
    'Rolled back cart: site_1, site_3 run aaaaaa again',
  ]);
});

test('a rollback puts no older version over one that was made stable by hand', async (t) => {
  const w = Object.assign(meddled(), { metrics: (site: string) => polled(site, 50) });
  t.is((await play(env, w, 'changed-rollback')).outcome?.kind, 'rolled-back');
  t.deepEqual(ranAt(w), left);
  t.is(canaries(w), 0);
  t.true(texts(w).includes('Rolled back cart: site_1, site_3 run aaaaaa again'));
});

test('every write says what it was made for: what was observed or, undoing, what may be rolled out', async (t) => {
  const w = Object.assign(meddled(), { activities: {}, metrics: (site: string) => polled(site, 50) });
  await play(env, w, 'if-stable');
  const made = new Set(w.applied.map(({ step, ifStable = [] }) => `${step}: ${ifStable.join()}`));
  t.deepEqual([...made], [`canary: ${oldCommit}`, `rollback: ${oldCommit},${newCommit}`]);
});
