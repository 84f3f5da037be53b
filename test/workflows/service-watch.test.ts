import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { playService, type Service } from '../helpers/play-service.js';
import { ranAt } from '../helpers/play.js';
import { stopServers, timeSkipping } from '../helpers/servers.js';
import { until } from '../helpers/until.js';
import { oldCommit, world } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await timeSkipping();
});
test.after.always(stopServers);

const [b, c, d] = ['b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string];

/** Of two deployments; time is skipped while they end. */
async function outcomes(service: Service): Promise<string[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { ended } = await service.status();
    if (ended.length === 2) return ended.map(({ outcome }) => outcome);
    await env.sleep('5s');
  }
  throw new Error('they did not end');
}

/** While an activity runs, this server skips no time, and it does not notice that one was terminated. */
async function terminate({ deployment }: Service): Promise<void> {
  await until(async () => {
    const { raw } = await deployment.describe();
    return raw.pendingActivities?.length ? undefined : true;
  });
  await deployment.terminate('by mistake');
}

test.serial('a deployment that was terminated is noticed within a minute or so, and undone', async (t) => {
  const w = world(env);
  await playService(env, w, 'watched', async (service) => {
    await service.merge(b);
    await service.reached(b, 'analyzing');
    await terminate(service);
    await env.sleep('61s');
    t.deepEqual(await outcomes(service), ['failed', 'rolled-back']);
  });
  t.deepEqual(ranAt(w), [oldCommit, oldCommit, oldCommit]);
});

test.serial('merges that keep arriving do not keep a terminated deployment from being noticed', async (t) => {
  const w = world(env);
  await playService(env, w, 'busy', async (service) => {
    await service.merge(b);
    await service.reached(b, 'analyzing');
    await terminate(service);
    for (const commit of [c, d]) {
      await env.sleep('40s');
      await service.merge(commit);
    }
    t.deepEqual(await outcomes(service), ['failed', 'rolled-back']);
  });
});
