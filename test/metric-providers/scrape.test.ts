import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { SiteService } from '../../src/domain/release.js';
import { metricProviders } from '../../src/metric-providers/registry.js';
import { scrapeProvider } from '../../src/metric-providers/scrape/index.js';
import {
  canary,
  canaryCommit,
  metricProviderContract,
  reader,
  short,
  stable,
  total,
} from '../contracts/metric-provider.js';
import { Exporter, historyOf, type Manner } from './exporter.js';

const serviceAt = (site: string, url: string): SiteService => ({
  site,
  service: 'cart',
  target: { type: 'process', url },
});

/** On a busy machine a time limit that is not what is tried must not be met. */
const patient = 30_000;

async function start(t: Pick<ExecutionContext, 'teardown'>, timeoutMs = patient) {
  const exporter = new Exporter();
  const url = await exporter.start();
  t.teardown(() => exporter.stop());
  const under = { provider: scrapeProvider({ timeoutMs }), sites: [serviceAt('site_1', url)] };
  return { exporter, url, ...under, read: reader(under) };
}

metricProviderContract(test, 'scrape', async () => {
  const exporters = { site_1: new Exporter(), site_2: new Exporter() };
  const at = (site: string) => exporters[site as keyof typeof exporters];
  return {
    provider: scrapeProvider({ timeoutMs: patient }),
    rebuild: metricProviders.scrape.rebuild,
    sites: [
      serviceAt('site_1', await exporters.site_1.start()),
      serviceAt('site_2', await exporters.site_2.start()),
    ],
    count: (of, ...rest) => at(of.site).count(of, ...rest),
    reset: (site) => at(site).reset(),
    breakDown: (site, broken) => {
      at(site).manner = broken ? 'cut-off' : 'counters';
    },
    remember: (site, polls) => {
      at(site).history = historyOf(polls);
    },
    close: async () => {
      await Promise.all(Object.values(exporters).map((exporter) => exporter.stop()));
    },
  };
});

const outages: readonly (readonly [title: string, manner: Manner, says: RegExp])[] = [
  ['metrics endpoint hangs', 'hang', /site_1 did not answer within 0\.2 s/],
  ['metrics endpoint begins and then hangs', 'trickle', /site_1 did not answer within 0\.2 s/],
  ['metrics endpoint returns HTML', 'html', /web page instead of metrics/],
  ['metrics endpoint returns 500', '500', /HTTP status 500/],
  ['metrics endpoint returns garbage', 'garbage', /not metrics, in line \d+: what is this\?/],
  ['metrics endpoint returns a text cut off in a line', 'cut-off', /cut off/],
  ['metrics endpoint returns a text cut off in a histogram', 'cut-histogram', /no bucket \+Inf/],
];

for (const [title, manner, says] of outages) {
  test.serial(`${title}: a provider error in a sentence, and nothing lost`, async (t) => {
    const { exporter, sites, provider } = await start(t);
    const request = { service: 'cart', sites, canary: canaryCommit };
    const stop = new AbortController().signal;
    exporter.count(canary('site_1'), 5);
    const { cursor } = await provider.read(request, undefined, stop);
    exporter.manner = manner;
    exporter.count(canary('site_1'), 2, 500);
    const hangs = manner === 'hang' || manner === 'trickle';
    const broken = await (hangs ? scrapeProvider({ timeoutMs: 200 }) : provider).read(request, cursor, stop);
    const [site] = broken.sites;
    t.is(site?.kind, 'provider-error');
    t.regex(site?.kind === 'provider-error' ? site.why : '', says);
    exporter.manner = 'counters';
    const { sites: healed } = await provider.read(request, broken.cursor, stop);
    t.deepEqual(short(healed[0]), ['counts', [2, 2], [0, 0]]);
  });
}

test('a refused connection and a missing address are provider errors', async (t) => {
  const { exporter, url, provider } = await start(t);
  await exporter.stop();
  const sites = [serviceAt('site_1', url), { site: 'site_2', service: 'cart', target: { type: 'process' } }];
  const readings = await reader({ provider, sites })();
  const whys = readings.map((reading) => (reading.kind === 'provider-error' ? reading.why : reading.kind));
  t.regex(whys[0] ?? '', /site_1 refused the connection: is the agent running\?/);
  t.regex(whys[1] ?? '', /need target\.url/);
});

test.serial('a slow site does not hold up the others', async (t) => {
  const slow = await start(t);
  const { provider, sites, exporter } = await start(t, 2_000);
  slow.exporter.manner = 'hang';
  exporter.count(canary('site_1'), 1);
  const began = performance.now();
  const readings = await reader({
    provider,
    sites: [serviceAt('site_0', slow.url), ...sites, serviceAt('site_2', slow.url)],
  })();
  t.deepEqual(
    readings.map((reading) => reading.kind),
    ['provider-error', 'counts', 'provider-error'],
  );
  t.true(performance.now() - began < 3_900, 'the two hanging sites are waited for at once');
});

for (const manner of ['hang', 'trickle'] as const) {
  test.serial(
    `metrics endpoint hangs (${manner}) while the garbage collector runs: the time limit still holds`,
    async (t) => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const { exporter, read } = await start(t, 300);
      exporter.manner = manner;
      const reading = read();
      for (let i = 0; i < 8; i++) {
        await sleep(25);
        collect();
      }
      const readings = await Promise.race([reading, sleep(5_000, [])]);
      t.is(readings[0]?.kind, 'provider-error');
    },
  );
}

test('a read that is stopped ends at once, as stopped', async (t) => {
  const { exporter, provider, sites } = await start(t, 60_000);
  exporter.manner = 'hang';
  const stop = new AbortController();
  const read = provider.read({ service: 'cart', sites, canary: canaryCommit }, undefined, stop.signal);
  stop.abort(new Error('aborted by @ann'));
  await t.throwsAsync(read, { message: 'aborted by @ann' });
});

test('other services, other sites, older canaries and the same version on the stable track are not read', async (t) => {
  const { exporter, read } = await start(t);
  exporter.count(canary('site_1'), 1);
  exporter.count({ ...canary('site_1'), service: 'basket' }, 10);
  exporter.count(canary('site_9'), 10);
  exporter.count({ ...canary('site_1'), version: 'old' }, 10);
  await read();
  exporter.count({ ...stable('site_1'), version: canaryCommit }, 10);
  exporter.count({ ...canary('site_1'), version: 'old' }, 10);
  t.deepEqual(short((await read())[0]), ['counts', [0, 0], [0, 0]]);
});

test('buckets are cumulative differences, with null for +Inf', async (t) => {
  const { exporter, read } = await start(t);
  exporter.count(canary('site_1'), 10, 200, 0.02);
  await read();
  exporter.count(canary('site_1'), 3, 200, 0.004);
  exporter.count(canary('site_1'), 2, 500, 0.2);
  exporter.count(canary('site_1'), 1, 200, 60);
  const [reading] = await read();
  const buckets = reading?.kind === 'counts' ? reading.canary[0]?.buckets : undefined;
  t.deepEqual(
    buckets?.filter(({ le }) => [0.005, 0.1, 0.25, 10, null].includes(le)),
    [
      { le: 0.005, count: 3 },
      { le: 0.1, count: 3 },
      { le: 0.25, count: 5 },
      { le: 10, count: 5 },
      { le: null, count: 6 },
    ],
  );
  t.is(buckets?.length, 12);
});

test('instances that are missing in one reading do not count their past again', async (t) => {
  const { exporter, read } = await start(t);
  const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
  exporter.count(canary('site_1'), 10);
  for (const name of names) exporter.count(stable('site_1', name), 1000);
  await read();
  exporter.reset();
  exporter.count(canary('site_1'), 10);
  await read();
  for (const name of names) exporter.count(stable('site_1', name), 1001);
  const [reading] = await read();
  t.deepEqual(short(reading), ['counts', [0, 0], [12, 0]]);
});

test('the cursor of a busy site with two instances is under 2 KB, and stays small when instances come and go', async (t) => {
  const { exporter, provider, sites } = await start(t);
  const request = { service: 'cart', sites, canary: canaryCommit };
  const codes = [200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 429, 499, 500, 502, 503];
  const spread = [0.001, 0.007, 0.02, 0.04, 0.07, 0.2, 0.4, 0.8, 2, 4, 8, 20];
  for (const of of [canary('site_1'), stable('site_1')]) {
    for (const code of codes) for (const seconds of spread) exporter.count(of, 1_234_567, code, seconds);
  }
  let { cursor } = await provider.read(request, undefined, new AbortController().signal);
  t.true(JSON.stringify(cursor).length < 2_000);
  for (let i = 0; i < 100; i++) {
    exporter.reset();
    exporter.count(canary('site_1', `c${i}`), 1);
    ({ cursor } = await provider.read(request, cursor, new AbortController().signal));
  }
  t.true(JSON.stringify(cursor).length < 8_000);
});

test.serial('the token is sent, and a refused one says which variable to check', async (t) => {
  const { exporter, sites } = await start(t);
  await reader({ provider: metricProviders.scrape.create({ agentToken: 's3cret' }), sites })();
  t.is(exporter.authorization, 'Bearer s3cret');
});

test('the registry takes a history for scrape, and no other option', (t) => {
  const { options } = metricProviders.scrape;
  t.true(options.safeParse({ type: 'scrape' }).success);
  t.true(options.safeParse({ type: 'scrape', history: 'past.json' }).success);
  t.false(options.safeParse({ type: 'scrape', url: 'http://127.0.0.1' }).success);
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'read' } as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Manner>('html', '500', 'cut-off')
      .map((manner) => ({ kind: 'fail', manner }) as const),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('count' as const),
      of: fc.constantFrom(canary('site_1'), canary('site_1', 'c2'), stable('site_1'), stable('site_1', 's2')),
      times: fc.nat(1000),
      code: fc.constantFrom(200, 404, 499, 500, 503),
      seconds: fc.constantFrom(0.001, 0.03, 0.7, 30),
    }),
  },
);

test.serial('over any pattern of polls, failed ones too, the differences sum up to the truth', async (t) => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const exporter = new Exporter();
    try {
      const read = reader({
        provider: scrapeProvider({ timeoutMs: patient }),
        sites: [serviceAt('site_1', await exporter.start())],
      });
      const truth = { canary: [0, 0, 0], baseline: [0, 0, 0] };
      const found = { canary: [0, 0, 0], baseline: [0, 0, 0] };
      const add = (to: number[], ...more: number[]) => more.forEach((n, i) => (to[i] = (to[i] ?? 0) + n));
      const look = async () => {
        const [reading] = await read();
        if (!reading || reading.kind === 'provider-error') return;
        const arms = { canary: reading.kind === 'counts' ? reading.canary : [], baseline: reading.baseline };
        for (const arm of ['canary', 'baseline'] as const) {
          const counts = arms[arm];
          const took = counts.reduce((sum, { buckets = [] }) => sum + (buckets.at(-1)?.count ?? 0), 0);
          add(found[arm], total(counts, 'requests'), total(counts, 'errors'), took);
        }
      };
      await look();
      for (const s of steps) {
        exporter.manner = s.kind === 'fail' ? s.manner : 'counters';
        if (s.kind !== 'count') await look();
        else {
          exporter.count(s.of, s.times, s.code, s.seconds);
          const requests = s.code === 499 ? 0 : s.times;
          add(
            truth[s.of.track === 'canary' ? 'canary' : 'baseline'],
            requests,
            s.code >= 500 ? s.times : 0,
            s.times,
          );
        }
      }
      exporter.manner = 'counters';
      await look();
      t.deepEqual(found, truth);
    } finally {
      await exporter.stop();
    }
  });
  await fc.assert(property, { numRuns: 60 });
});
