import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { HistoryRing } from '../../src/agent/history-ring.js';
import { edges } from '../../src/gateway/counts.js';
import { agentBench } from '../helpers/agent-bench.js';
import { agentProcess, newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { historyAt, historyFiles, requestsIn } from '../helpers/history.js';
import { serviceRepository } from '../helpers/service-repository.js';
import { until } from '../helpers/until.js';

const nowhere = { owner: 'one', generation: 1, weight: 0 };

test.serial(
  'the history survives a kill in mid-write, and has no polls for the time without an agent',
  async (t) => {
    const [stateDir, repository] = [newStateDir(), await serviceRepository()];
    const grain = 100;
    let agent = await agentProcess(stateDir, { historyGrain: grain });
    t.teardown(async () => {
      await agent.close();
      repository.remove();
      removeStateDir(stateDir);
    });
    const [stable, canary] = [await repository.commit(), await repository.commit()];
    const { port, instances } = await agent.reach('shop', { generation: 1, stable, canary, weight: 0.5 });
    const grown = (from: number) =>
      until(async () => {
        await (await fetch(`http://127.0.0.1:${port}/`)).text();
        const known = await historyAt(agent);
        return requestsIn(known) > from ? known : undefined;
      });
    const before = await grown(0);
    await agent.kill();
    // It takes longer than this until the next one runs.
    const killed = Date.now();
    appendFileSync(historyFiles(stateDir).at(-1) ?? '', '\n[17,{"torn":[1');
    agent = await agentProcess(stateDir, { historyGrain: grain });
    await until(async () => ((await agent.state('shop')).instances[0]?.healthy ? true : undefined));
    const after = await grown(requestsIn(before));
    t.deepEqual(after.rows.slice(0, before.rows.length), before.rows);
    t.deepEqual(
      after.rows.filter(([at]) => at > killed + grain && at < killed + 300),
      [],
    );
    const names = new Set(after.rows.flatMap(([, polled]) => Object.keys(polled)));
    const stableOnes = instances.filter(({ track }) => track === 'stable').map(({ id }) => id);
    t.deepEqual([...names], stableOnes);
  },
);

test.serial('polls are joined to the interval that is asked for, where that can be', async (t) => {
  const { agent, stateDir } = await agentBench(t);
  await agent.put('shop', nowhere);
  const empty = await historyAt(agent);
  t.deepEqual(empty, { interval: 5_000, edges: [...edges, null], rows: [] });
  const ring = new HistoryRing(join(stateDir, 'history', 'shop'), {
    interval: 5_000,
    edges: [...edges, null],
  });
  const begin = Math.floor(Date.now() / 15_000) * 15_000 - 45_000;
  // The last but one is missing.
  for (const i of [1, 2, 3, 4, 6]) {
    await ring.append([begin + i * 5_000, { s1: [i, 0, [0, i]], ...(i === 2 && { s2: [7, 1, [7]] }) }]);
  }
  const joined = await historyAt(agent, '?interval=15000');
  t.is(joined.interval, 15_000);
  t.deepEqual(joined.rows, [[begin + 15_000, { s1: [6, 0, [0, 6]], s2: [7, 1, [7]] }]]);
  for (const query of ['', '?interval=5000', '?interval=7000', '?interval=1']) {
    const { interval, rows } = await historyAt(agent, query);
    t.deepEqual([interval, rows.length], [5_000, 5], query);
  }
});

test.serial(
  'only who has the token gets a history; a bad interval and an unknown service are refused',
  async (t) => {
    const { agent } = await agentBench(t, { token: 'secret' });
    const headers = { authorization: 'Bearer secret' };
    const url = `${agent.url}/v1/services/shop`;
    const status = async (query: string, own: Record<string, string> = headers) =>
      (await fetch(`${url}/history${query}`, { headers: own })).status;
    t.is(await status(''), 404);
    await fetch(url, { method: 'PUT', headers, body: JSON.stringify(nowhere) });
    t.is(await status('', {}), 401);
    t.is(await status(''), 200);
    for (const bad of ['0', '-5', '1.5', 'soon', '', '99999999999'])
      t.is(await status(`?interval=${bad}`), 400, bad);
    const refused = await fetch(`${url}/history?interval=soon`, { headers });
    t.like(await refused.json(), { code: 'bad-request' });
  },
);
