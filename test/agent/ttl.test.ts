import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { processTarget } from '../../src/deploy-targets/process/index.js';
import { type Lease, newLease, Ttl } from '../../src/agent/ttl.js';
import { agentBench } from '../helpers/agent-bench.js';
import { agentProcess, newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { serviceRepository } from '../helpers/service-repository.js';
import { until } from '../helpers/until.js';

test.serial('the time of a canary runs on while no agent does', async (t) => {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  let agent = await agentProcess(stateDir);
  t.teardown(async () => {
    await agent.close();
    repository.remove();
    removeStateDir(stateDir);
  });
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  await agent.reach('shop', { generation: 1, stable });
  await agent.reach('shop', { generation: 2, stable, canary, weight: 0.5 });
  // A renewal, so that the time begins only when both are up.
  await agent.put('shop', { owner: 'one', generation: 2, stable, canary, weight: 0.5, ttlMs: 1_500 });
  await agent.kill();
  await sleep(1_600);
  agent = await agentProcess(stateDir);
  t.like(await agent.state('shop'), { ttlExpired: true, weight: 0, warnings: [{ code: 'ttl-expired' }] });
});

test.serial('the control plane is told when it is heard again', async (t) => {
  const { agent, repository } = await agentBench(t);
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  const target = processTarget({});
  const never = new AbortController().signal;
  const at = agent.at('shop');
  const apply = (generation: number, own: object) =>
    target.apply({ at, owner: 'one', generation, stable, weight: 0, ...own }, never);
  t.deepEqual(await apply(1, {}), { generation: 1 });
  await apply(2, { canary, weight: 0.5, ttlMs: 200 });
  await until(async () => ((await agent.state('shop')).ttlExpired ? true : undefined));
  t.regex((await target.observe(at, never)).warnings?.join() ?? '', /Nobody renewed the canary in time/);
  t.deepEqual(await apply(3, {}), { generation: 3, ttlExpired: true });
  t.deepEqual(await apply(3, {}), { generation: 3, ttlExpired: true });
  t.deepEqual(await apply(4, {}), { generation: 4 });
  t.is((await target.observe(at, never)).warnings, undefined);
});

test('after a boot of the machine the rest that was written down counts, and no more', async (t) => {
  const kept: Lease[] = [];
  const expired = new Promise<void>((resolve) => {
    const ttl = new Ttl((lease) => kept.push(lease), resolve);
    ttl.run({ boot: 'another', at: 10 ** 12, leftMs: 50 });
  });
  await expired;
  t.like(kept[0], { boot: newLease(0).boot, leftMs: 50 });
});

test('what ran out before counts at once, and what is renewed begins anew', (t) => {
  let times = 0;
  const ttl = new Ttl(
    () => {},
    () => times++,
  );
  const { at, boot } = newLease(0);
  ttl.run({ boot, at: at - 5_000, leftMs: 4_000 });
  t.is(times, 1);
  ttl.run({ boot, at: at - 5_000, leftMs: 60_000 });
  ttl.run(newLease(60_000));
  ttl.stop();
  t.is(times, 1);
});
