import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { metricProviders } from '../../src/metric-providers/registry.js';
import { scrapeProvider } from '../../src/metric-providers/scrape/index.js';
import type { PollOf } from '../contracts/metric-provider.js';
import { Exporter, historyOf, type Manner } from './exporter.js';

const patient = 30_000;
const some: readonly PollOf[] = [{ s1: { requests: 1 } }];
/** 360 of these are 30 minutes. */
const polls = (count: number, poll: PollOf): readonly PollOf[] => Array.from({ length: count }, () => poll);
const request = (url: string, interval = 5_000) => ({
  service: 'cart',
  sites: [{ site: 'site_1', service: 'cart', target: { type: 'process', url } }],
  interval,
});

async function start(t: ExecutionContext, { pastTimeoutMs = patient } = {}) {
  const exporter = new Exporter();
  const url = await exporter.start();
  t.teardown(() => exporter.stop());
  const provider = scrapeProvider({ pastTimeoutMs });
  const ask = async (interval?: number, asked = provider) => {
    const [known] = await asked.past(request(url, interval), new AbortController().signal);
    return known ?? t.fail('no answer for the site');
  };
  return { exporter, url, ask };
}

const outages: readonly (readonly [manner: Manner, says: RegExp])[] = [
  ['hang', /site_1 did not answer within 0\.2 s/],
  ['trickle', /site_1 did not answer within 0\.2 s/],
  ['html', /is a web page/],
  ['401', /HTTP status 401: check MERGANSER_AGENT_TOKEN/],
  ['500', /HTTP status 500/],
  ['garbage', /not JSON/],
  ['cut-off', /not JSON, or is cut off/],
];

for (const [manner, says] of outages) {
  test(`history endpoint answers with ${manner}: the past is unknown, with a sentence`, async (t) => {
    const hangs = manner === 'hang' || manner === 'trickle';
    const { exporter, ask } = await start(t, hangs ? { pastTimeoutMs: 200 } : {});
    exporter.history = historyOf(some);
    exporter.manner = manner;
    const known = await ask();
    t.regex(known.kind === 'unknown' ? known.why : known.kind, says);
  });
}

const misshapen: readonly (readonly [what: string, history: object, where: RegExp])[] = [
  ['a list', [], /not of the right form/],
  ['a count that is none', { rows: [[5, { s1: [1, -1, []] }]] }, /at rows\.0\.1\.s1\.1/],
  [
    'polls in no order',
    {
      rows: [
        [9, {}],
        [5, {}],
      ],
    },
    /not in the order of time/,
  ],
  ['edges that fall', { edges: [2, 1, null] }, /at edges/],
  ['more buckets than edges', { rows: [[5, { s1: [1, 0, [1, 2, 3]] }]] }, /more buckets than edges/],
];

for (const [what, history, where] of misshapen) {
  test(`history endpoint answers with ${what}: the past is unknown, and it is said where`, async (t) => {
    const { exporter, ask } = await start(t);
    const good = { interval: 5, edges: [1, null], rows: [] };
    exporter.history = (Array.isArray(history) ? history : { ...good, ...history }) as typeof good & {
      rows: [];
    };
    const known = await ask();
    t.regex(known.kind === 'unknown' ? known.why : known.kind, where);
  });
}

test('no agent, and no service there yet', async (t) => {
  const { exporter, ask } = await start(t);
  const early = await ask();
  t.regex(early.kind === 'unknown' ? early.why : '', /404: nothing was deployed there yet/);
  await exporter.stop();
  const none = await ask();
  t.regex(none.kind === 'unknown' ? none.why : '', /site_1 refused the connection: is the agent running\?/);
});

test('a column goes on with the next version, under the name of the instance that is there now', async (t) => {
  const { exporter, ask } = await start(t);
  exporter.history = historyOf([
    { old1: { requests: 1 }, old2: { requests: 2 } },
    { old1: { requests: 3 }, old2: { requests: 4 } },
    { new1: { requests: 5 }, old2: { requests: 6 } },
    { new1: { requests: 7 }, new2: { requests: 8 }, new3: { requests: 9 } },
  ]);
  const known = await ask();
  t.deepEqual(
    known.kind === 'past' && known.past.instances.map(({ instance, requests }) => [instance, ...requests]),
    [
      ['new1', 1, 3, 5, 7],
      ['new2', 2, 4, 6, 8],
      ['new3', null, null, null, 9],
    ],
  );
});

/** A provider as the worker makes it for a platform file beside which `text` stands in past.json. */
function configured(t: ExecutionContext, text?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'merganser-past-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  if (text !== undefined) writeFileSync(join(folder, 'past.json'), text);
  return () => metricProviders.scrape.create({ metrics: { type: 'scrape', history: 'past.json' }, folder });
}

test('a recorded history stands in for a site that knows less than 30 minutes', async (t) => {
  const { exporter, ask } = await start(t);
  const recorded = historyOf(polls(720, { recorded: { requests: 2 } }));
  const provider = configured(t, JSON.stringify(recorded))();
  const told = async () => {
    const known = await ask(15_000, provider);
    return known.kind === 'past' ? [known.past.instances[0]?.instance, known.past.polls] : known;
  };
  t.deepEqual(await told(), ['recorded', 240], 'the agent knows nothing');
  exporter.history = historyOf(polls(359, { own: { requests: 1 } }));
  t.deepEqual(await told(), ['recorded', 240], 'the agent knows too little');
  exporter.history = historyOf(polls(360, { own: { requests: 1 } }));
  t.deepEqual(await told(), ['own', 120]);
});

test('a recorded history that is missing or no history is an error at the start, with how to make one', (t) => {
  const good = JSON.stringify(historyOf(some));
  t.notThrows(configured(t, good));
  t.throws(configured(t), {
    message: /metrics\.history names \/.*past\.json, which cannot be read .*ENOENT.*curl/,
  });
  t.throws(configured(t, good.slice(0, -9)), { message: /past\.json, which is not JSON, or is cut off/ });
  t.throws(configured(t, '{"interval":5}'), {
    message: /past\.json, which is not of the right form, at edges/,
  });
});
