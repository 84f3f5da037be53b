import { existsSync } from 'node:fs';
import test from 'ava';
import { agentBench } from '../helpers/agent-bench.js';
import { samples } from '../helpers/counters.js';

const whereProcIs = existsSync('/proc/self/stat') ? test : test.skip;

whereProcIs('the memory and CPU time of an instance are those of all its processes', async (t) => {
  const { agent, repository } = await agentBench(t);
  // The shell that stays is small; what it has started is not.
  const stable = await repository.commit({ start: 'node server.js; true', instances: 2 });
  const { instances } = await agent.reach('shop', { generation: 1, stable });
  const found = samples(await agent.metrics());
  for (const { id } of instances) {
    const of = (name: string) => found.find((one) => one.name === name && one.labels.instance === id);
    const memory = of('process_resident_memory_bytes');
    const labels = { service: 'shop', site: 'site_1', track: 'stable', version: stable.commit, instance: id };
    t.deepEqual(memory?.labels, labels);
    t.true((memory?.value ?? 0) > 20_000_000, `${memory?.value} bytes`);
    t.deepEqual(of('process_cpu_seconds_total')?.labels, labels);
  }
  await agent.reach('shop', { generation: 2 });
  t.false((await agent.metrics()).includes('process_'), 'of an instance that is gone there is nothing');
});
