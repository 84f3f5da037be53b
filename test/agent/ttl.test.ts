import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { processTarget } from '../../src/deploy-targets/process/index.js';
import { look, type LookOrder } from '../../src/activities/look.js';
import type { Ports } from '../../src/activities/ports.js';
import { type Lease, newLease, Ttl } from '../../src/agent/ttl.js';
import { startClock } from '../../src/domain/judge/clock.js';
import { agentBench } from '../helpers/agent-bench.js';
import { agentProcess, newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { judging } from '../helpers/judging.js';
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

test.serial('a look renews the canary, and says when its site had taken it off', async (t) => {
  const { agent, repository } = await agentBench(t);
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  const target = processTarget({});
  const never = new AbortController().signal;
  const at = agent.at('shop');
  const lease = { owner: 'one', generation: 2_001, weight: 0.5 };
  await target.apply({ at, owner: 'one', generation: 1, stable, weight: 0 }, never);
  await target.apply({ at, ...lease, stable, canary, ttlMs: 200 }, never);
  await until(async () => ((await agent.state('shop')).ttlExpired ? true : undefined));

  const read = () => Promise.resolve({ at: new Date().toISOString(), sites: [], cursor: {} });
  const metrics = { read, past: () => Promise.resolve([]) };
  const measure = { polled: () => undefined };
  const ports = {
    targets: { process: target },
    metrics: { test: metrics },
    measure,
  } as Partial<Ports> as Ports;
  const { checks, policy, analysis, judge } = judging([at.site]);
  const asked: LookOrder = {
    plan: {
      service: 'shop',
      version: canary,
      checks,
      policy: { ...policy, merges: 'coalesce', quarantine: 'hold', holdFor: 1 },
      metrics: { type: 'test' },
      analysis: { ...analysis, prepareTimeout: 1 },
      judge,
    },
    sites: [{ at, stable }],
    clock: startClock(Date.now(), analysis),
    polls: 1,
    lease,
  };
  const first = await look(ports, asked, never);
  t.deepEqual(first.notices[0], { kind: 'ttl-expired', site: at.site });
  t.like(await agent.state('shop'), { ttlExpired: false, weight: 0.5 });
  const second = await look(ports, { ...asked, clock: first.clock, state: first.state }, never);
  t.false(second.notices.some(({ kind }) => kind === 'ttl-expired'));
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
