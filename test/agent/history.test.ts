import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import pino from 'pino';
import { FleetHistory } from '../../src/agent/history.js';
import { HistoryRing } from '../../src/agent/history-ring.js';
import { Series } from '../../src/gateway/proxy/metrics.js';
import type { History, HistoryRow } from '../../src/metric-providers/scrape/history.js';
import { historyFiles, requestsIn } from '../helpers/history.js';
import { until } from '../helpers/until.js';

const hour = 3_600_000;
const head = { interval: 5_000, edges: [1, null] };
const newSeries = () =>
  new Series({ service: 'shop', site: 'site_1', track: 'stable', version: 'abc', instance: 's1' });

function stateDirFor(t: ExecutionContext): string {
  const stateDir = mkdtempSync(join(tmpdir(), 'merganser-history-'));
  t.teardown(() => rmSync(stateDir, { recursive: true }));
  return stateDir;
}

const ringIn = (stateDir: string, its = head) => new HistoryRing(join(stateDir, 'history', 'shop'), its);
const row = (at: number, requests = 1): HistoryRow => [at, { s1: [requests, 0, [requests]] }];

async function all(ring: HistoryRing, now: number): Promise<HistoryRow[]> {
  const found: HistoryRow[] = [];
  for await (const rows of ring.rows(now)) found.push(...rows);
  return found;
}

/** A history of one instance, in polls of 20 ms, and the lines that it logs. */
function polling(t: ExecutionContext, stateDir: string, series = newSeries()) {
  const logged: string[] = [];
  let polls = 0;
  const stable = () => {
    polls++;
    return Promise.resolve([series.counts()]);
  };
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const history = new FleetHistory({ service: 'shop', stateDir, grain: 20, log, stable });
  t.teardown(() => history.close());
  const told = async () => {
    let text = '';
    for await (const piece of history.json(20)) text += piece;
    return JSON.parse(text) as History;
  };
  return { series, logged, polls: () => polls, told };
}

test('a poll holds what was answered in it: without 499, with 5xx as errors, and all durations', async (t) => {
  const { series, told } = polling(t, stateDirFor(t));
  const { rows, edges } = await until(async () => {
    // All in one turn, so they are in one poll.
    series.record(200, 0.02);
    series.record(500, 3);
    series.record(499, 60);
    const known = await told();
    return requestsIn(known) > 0 ? known : undefined;
  });
  const [times = 0, instances = {}] = rows.find(([, { s1 }]) => s1 && s1[0] > 0) ?? [];
  const [requests = 0, errors, took] = instances.s1 ?? [];
  t.is(times % 20, 0);
  t.is(errors, requests / 2);
  const counted = edges.flatMap((edge, i) => (took?.[i] ? [[edge, took[i]]] : []));
  t.deepEqual(counted, [
    [0.025, errors],
    [5, errors],
    [null, errors],
  ]);
});

test('what was counted before the first poll is in none', async (t) => {
  const series = newSeries();
  series.record(200, 0.02);
  const { told } = polling(t, stateDirFor(t), series);
  const known = await until(async () => ((await told()).rows.length > 2 ? told() : undefined));
  t.is(requestsIn(known), 0);
});

test('a disk that takes nothing is said once, and harms nothing; when it takes again, so does the history', async (t) => {
  const stateDir = stateDirFor(t);
  writeFileSync(join(stateDir, 'history'), 'in the way');
  const { logged, polls, told } = polling(t, stateDir);
  await until(() => (polls() > 10 ? true : undefined));
  t.is(logged.length, 1);
  t.regex(logged[0] ?? '', /"service":"shop".*the history cannot be written to disk/);
  t.deepEqual((await told()).rows, []);
  rmSync(join(stateDir, 'history'));
  t.true(await until(async () => ((await told()).rows.length > 0 ? true : undefined)));
  t.is(logged.length, 1);
});

test('a day is kept, and no more', async (t) => {
  const stateDir = stateDirFor(t);
  const ring = ringIn(stateDir);
  for (let i = 1; i <= 60; i++) await ring.append(row(i * hour));
  t.is(historyFiles(stateDir).length, 25);
  t.deepEqual(
    (await all(ring, 60 * hour)).map(([at]) => at / hour),
    Array.from({ length: 24 }, (_, i) => 37 + i),
  );
  t.is(
    (await all(ring, 70 * hour)).length,
    14,
    'an agent that was down for long does not tell of older days',
  );
});

for (const torn of ['\n[3,{"s1":[1,0', '\n[3,{"s1":[1,0,[1]]', '\n{"interval":50', '\n\0\0\0', '[']) {
  test(`a last line that was torn (${JSON.stringify(torn)}) is passed over, and what comes after is not`, async (t) => {
    const stateDir = stateDirFor(t);
    await ringIn(stateDir).append(row(2));
    const [file = ''] = historyFiles(stateDir);
    appendFileSync(file, torn);
    const kept = torn === '[' ? [] : [row(2)];
    t.deepEqual(await all(ringIn(stateDir), 9), kept);
    await ringIn(stateDir).append(row(4));
    t.deepEqual(await all(ringIn(stateDir), 9), [...kept, row(4)]);
  });
}

test('polls of an agent with other buckets are not taken for ours', async (t) => {
  const stateDir = stateDirFor(t);
  await ringIn(stateDir, { interval: 5_000, edges: [2, null] }).append(row(1));
  await ringIn(stateDir).append(row(2));
  t.deepEqual(await all(ringIn(stateDir), 9), [row(2)]);
  t.true(readFileSync(historyFiles(stateDir)[0] ?? '', 'utf8').includes('[2,null]'));
});

test('a clock that was set back, or was ahead, makes no time come twice', async (t) => {
  const ring = ringIn(stateDirFor(t));
  for (const at of [10, 20, 30, 20, 30, 40, 90]) await ring.append(row(at));
  t.deepEqual(
    (await all(ring, 50)).map(([at]) => at),
    [10, 20, 30, 40],
  );
});
