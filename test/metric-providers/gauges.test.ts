import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { scrapeProvider } from '../../src/metric-providers/scrape/index.js';
import { canary, reader, stable } from '../contracts/metric-provider.js';
import { Exporter } from './exporter.js';

const memory = 'process_resident_memory_bytes';
const cpu = 'process_cpu_seconds_total';

async function start(t: ExecutionContext) {
  const exporter = new Exporter();
  const target = { type: 'process', url: await exporter.start() };
  t.teardown(() => exporter.stop());
  exporter.count(canary('site_1'), 1);
  exporter.count(stable('site_1'), 1);
  const sites = [{ site: 'site_1', service: 'cart', target }];
  const read = reader({ provider: scrapeProvider({ timeoutMs: 30_000 }), sites });
  const gauges = async () => {
    const [reading] = await read();
    return reading?.kind === 'counts' ? [...reading.canary, ...reading.baseline].map((of) => of.gauges) : [];
  };
  return { exporter, gauges };
}

test('memory is read at once, cores from the second reading on; what is not told is absent', async (t) => {
  const { exporter, gauges } = await start(t);
  t.deepEqual(await gauges(), [undefined, undefined]);
  exporter.tell(canary('site_1'), memory, 50_000_000);
  exporter.tell(canary('site_1'), cpu, 10);
  const begun = Date.now();
  t.deepEqual(await gauges(), [{ memory: 50_000_000 }, undefined]);
  const pauses = Date.now();
  await sleep(50);
  const pause = Date.now() - pauses;
  exporter.tell(canary('site_1'), cpu, 12);
  const [now] = await gauges();
  t.is(now?.memory, 50_000_000);
  const elapsed = 2_000 / (now?.cpu ?? 0);
  t.true(elapsed >= pause - 1 && elapsed <= Date.now() - begun + 1, `2 s of CPU in ${elapsed} ms`);
});

test('no cores are told after a process or its counters began anew', async (t) => {
  const { exporter, gauges } = await start(t);
  const tell = (seconds: number) => exporter.tell(canary('site_1'), cpu, seconds);
  tell(10);
  await gauges();
  tell(2);
  t.deepEqual(await gauges(), [undefined, undefined], 'another process');
  tell(3);
  exporter.reset();
  exporter.count(canary('site_1'), 0);
  t.deepEqual(await gauges(), [undefined], 'the counters began anew');
});

test('what is no amount is absent', async (t) => {
  const { exporter, gauges } = await start(t);
  for (const value of [NaN, -1]) {
    exporter.tell(canary('site_1'), memory, value);
    exporter.tell(canary('site_1'), cpu, value);
    t.deepEqual(await gauges(), [undefined, undefined], String(value));
  }
});
