import type { ExecutionContext, TestFn } from 'ava';
import type { InstanceCounts, SiteReading } from '../../src/domain/judge/reading.js';
import type { SiteService } from '../../src/domain/release.js';
import type { Cursor, MetricProvider, Rebuild } from '../../src/metric-providers/provider.js';
import type { Of } from '../metric-providers/exporter.js';

/** A poll of the past: by instance, how many requests of what duration, and how many of them were errors. */
export type PollOf =
  Readonly<Record<string, { requests: number; errors?: number; seconds?: number }>> | 'missed';

/** A metric provider over a source whose true counts the test decides. */
export interface ProviderUnderTest {
  readonly provider: MetricProvider;
  readonly rebuild: Rebuild;
  /** Where it can read; all of the service `cart`. */
  readonly sites: readonly SiteService[];
  /** Counts requests at the source, so that the next read sees them. */
  readonly count: (of: Of, times: number, code?: number, seconds?: number) => void;
  /** Forgets all counts at the source, as a restart does. */
  readonly reset: (site: string) => void;
  /** Makes a site's source fail in some way, or work again. */
  readonly breakDown: (site: string, broken: boolean) => void;
  /** Makes the source remember polls of the stable fleet, of 5 s each, oldest first. */
  readonly remember: (site: string, polls: readonly PollOf[]) => void;
  readonly close: () => Promise<void>;
}

export const canaryCommit = 'ac3a6c0000000000000000000000000000000000';
const stableCommit = '77f01b0000000000000000000000000000000000';

export const canary = (site: string, instance = 'c1'): Of => ({
  site,
  track: 'canary',
  version: canaryCommit,
  instance,
});
export const stable = (site: string, instance = 's1'): Of => ({
  site,
  track: 'stable',
  version: stableCommit,
  instance,
});

/** Reads and carries the cursor as Temporal would: through JSON. */
export function reader({ provider, sites }: Pick<ProviderUnderTest, 'provider' | 'sites'>) {
  let cursor: Cursor | undefined;
  return async (): Promise<readonly SiteReading[]> => {
    const request = { service: 'cart', sites, canary: canaryCommit };
    const reading = await provider.read(request, cursor, new AbortController().signal);
    cursor = JSON.parse(JSON.stringify(reading.cursor)) as Cursor;
    return reading.sites;
  };
}

export const total = (counts: readonly InstanceCounts[], what: 'requests' | 'errors') =>
  counts.reduce((sum, instance) => sum + instance[what], 0);

/** A site's reading in short: kind, then requests and errors of canary and baseline. */
export function short(reading: SiteReading | undefined) {
  if (!reading || reading.kind === 'provider-error') return [reading?.kind];
  const arm = (counts: readonly InstanceCounts[]) => [total(counts, 'requests'), total(counts, 'errors')];
  return [reading.kind, arm(reading.kind === 'counts' ? reading.canary : []), arm(reading.baseline)];
}

/** What every metric provider does, at the sites `site_1` and `site_2`. */
export function metricProviderContract(test: TestFn, name: string, make: () => Promise<ProviderUnderTest>) {
  const it = (title: string, check: (t: ExecutionContext, u: ProviderUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => {
      const under = await make();
      t.teardown(() => under.close());
      await check(t, under);
    });

  it('counts the canary from 0 and the baseline from the first reading', async (t, { count, ...under }) => {
    const read = reader(under);
    count(stable('site_1'), 1000);
    count(canary('site_1'), 7);
    count(canary('site_1'), 2, 500);
    t.deepEqual(short((await read())[0]), ['counts', [9, 2], [0, 0]]);
    count(stable('site_1'), 10);
    count(stable('site_1'), 1, 503);
    count(canary('site_1'), 5, 404);
    t.deepEqual(short((await read())[0]), ['counts', [5, 0], [11, 1]]);
    t.deepEqual(short((await read())[0]), ['counts', [0, 0], [0, 0]]);
  });

  it('keeps sites apart', async (t, { count, ...under }) => {
    const read = reader(under);
    count(canary('site_1'), 3);
    count(canary('site_2'), 4, 500);
    t.deepEqual((await read()).map(short), [
      ['counts', [3, 0], [0, 0]],
      ['counts', [4, 4], [0, 0]],
    ]);
  });

  it('does not count what the client gave up (499)', async (t, { count, ...under }) => {
    count(canary('site_1'), 3, 499);
    count(canary('site_1'), 2);
    t.deepEqual(short((await reader(under)())[0]), ['counts', [2, 0], [0, 0]]);
  });

  it('counts series born later from 0, in both arms', async (t, { count, ...under }) => {
    const read = reader(under);
    count(canary('site_1'), 1);
    count(stable('site_1'), 100);
    await read();
    count(canary('site_1', 'c2'), 5, 500);
    count(stable('site_1', 's2'), 6);
    t.deepEqual(short((await read())[0]), ['counts', [5, 5], [6, 0]]);
  });

  it('says no-data without a canary series, with the baseline all the same', async (t, {
    count,
    ...under
  }) => {
    const read = reader(under);
    count(stable('site_1'), 100);
    t.deepEqual(short((await read())[0]), ['no-data', [0, 0], [0, 0]]);
    count(stable('site_1'), 5);
    t.deepEqual(short((await read())[0]), ['no-data', [0, 0], [5, 0]]);
    count(canary('site_1'), 2);
    t.deepEqual(short((await read())[0]), ['counts', [2, 0], [0, 0]]);
  });

  it('loses and doubles nothing over an outage', async (t, { count, breakDown, ...under }) => {
    const read = reader(under);
    count(canary('site_1'), 10);
    count(stable('site_1'), 100);
    await read();
    breakDown('site_1', true);
    count(canary('site_1'), 3, 500);
    count(canary('site_2'), 1);
    const [broken, other] = await read();
    t.is(broken?.kind, 'provider-error');
    t.regex(broken?.kind === 'provider-error' ? broken.why : '', /site_1/);
    t.deepEqual(short(other), ['counts', [1, 0], [0, 0]]);
    breakDown('site_1', false);
    count(stable('site_1'), 20);
    t.deepEqual(short((await read())[0]), ['counts', [3, 3], [20, 0]]);
  });

  it('counts from 0 again after the counters were reset', async (t, { count, reset, ...under }) => {
    const read = reader(under);
    count(canary('site_1'), 50);
    count(canary('site_1'), 2, 500);
    count(stable('site_1'), 100);
    await read();
    reset('site_1');
    count(canary('site_1'), 4);
    count(canary('site_1'), 3, 500);
    count(stable('site_1'), 6);
    t.deepEqual(short((await read())[0]), ['counts', [7, 3], [6, 0]]);
  });

  it('reads the same twice from the same cursor', async (t, { count, provider, sites }) => {
    const request = { service: 'cart', sites, canary: canaryCommit };
    const stop = new AbortController().signal;
    count(canary('site_1'), 5);
    const first = await provider.read(request, undefined, stop);
    count(canary('site_1'), 2, 500, 0.3);
    const again = await provider.read(request, first.cursor, stop);
    const repeated = await provider.read(request, first.cursor, stop);
    t.deepEqual([repeated.sites, repeated.cursor], [again.sites, again.cursor]);
    t.true(Date.parse(repeated.at) >= Date.parse(first.at));
  });

  it('rebuilds from the cursors alone what was read', async (t, { count, ...under }) => {
    const cursors: Cursor[] = [];
    const readings: SiteReading[][] = [];
    const read = async () => {
      const request = { service: 'cart', sites: under.sites, canary: canaryCommit };
      const reading = await under.provider.read(request, cursors.at(-1), new AbortController().signal);
      cursors.push(JSON.parse(JSON.stringify(reading.cursor)) as Cursor);
      readings.push([...reading.sites]);
    };
    count(stable('site_1'), 100, 200, 0.02);
    count(stable('site_2'), 7);
    await read();
    count(canary('site_1'), 20, 200, 0.3);
    count(canary('site_1', 'c2'), 4, 500, 3);
    count(stable('site_1'), 30, 503, 0.02);
    await read();
    under.breakDown('site_1', true);
    count(canary('site_1'), 5);
    count(canary('site_2'), 6);
    await read();
    under.breakDown('site_1', false);
    count(stable('site_1', 's2'), 3);
    await read();
    under.reset('site_1');
    count(canary('site_1'), 2, 500);
    await read();
    const sites = under.sites.map(({ site }) => ({ site, edges: [0.1] }));
    const rebuilt = under.rebuild(sites, cursors);
    const outage = [['counts', [0, 0], [0, 0]], short(readings[2]?.[1])];
    t.deepEqual(
      rebuilt.map((of) => of.map(short)),
      readings.map((of, i) => (i === 2 ? outage : of.map(short))),
    );
    const slow = (of: readonly SiteReading[] | undefined, le: number | null) =>
      of?.[0]?.kind === 'counts'
        ? of[0].canary.map(({ buckets }) => buckets?.find((bucket) => bucket.le === le)?.count)
        : undefined;
    for (const le of [0.1, 0.5, null])
      t.deepEqual(slow(rebuilt[1], le), slow(readings[1], le), `up to ${le} s`);
  });

  const pasts = ({ provider, sites }: ProviderUnderTest, interval = 5_000) =>
    provider.past({ service: 'cart', sites, interval }, new AbortController().signal);

  it('tells the past by instance and poll, without the polls that nobody took', async (t, under) => {
    under.remember('site_1', [
      { s1: { requests: 10, errors: 1, seconds: 0.02 } },
      'missed',
      { s1: { requests: 20, seconds: 0.3 }, s2: { requests: 3, seconds: 60 } },
    ]);
    const [known] = await pasts(under);
    if (known?.kind !== 'past') return t.fail(known?.why);
    const { interval, polls, instances } = known.past;
    t.deepEqual([interval, polls], [5_000, 2]);
    t.like(instances, [
      { instance: 's1', requests: [10, 20], errors: [1, 0] },
      { instance: 's2', requests: [null, 3], errors: [null, 0] },
    ]);
    const upTo = (i: number, edge: number | null) =>
      instances[i]?.buckets?.[instances[i].edges?.indexOf(edge) ?? -1];
    t.deepEqual(
      [upTo(0, 0.01), upTo(0, 0.025), upTo(0, 0.5)],
      [
        [0, 0],
        [10, 0],
        [10, 20],
      ],
    );
    t.deepEqual(
      [upTo(1, 10), upTo(1, null)],
      [
        [null, 0],
        [null, 3],
      ],
    );
  });

  it('joins polls where that is asked, and leaves out those of which a part is missing', async (t, under) => {
    const one = { s1: { requests: 1, seconds: 0.02 } };
    under.remember('site_1', [one, one, one, one, 'missed', one, one, one, { s2: { requests: 5 } }]);
    const [known] = await pasts(under, 15_000);
    if (known?.kind !== 'past') return t.fail(known?.why);
    t.is(known.past.interval, 15_000);
    const [s1] = known.past.instances;
    t.deepEqual(
      known.past.instances.map(({ requests }) => requests),
      [
        [3, 2],
        [null, 5],
      ],
    );
    t.deepEqual(s1?.buckets?.at(-1), [3, 2]);
  });

  it('says in a sentence that it does not know the past, and knows that of other sites all the same', async (t, under) => {
    under.remember('site_2', [{ s1: { requests: 1 } }]);
    const nothing = await pasts(under);
    under.breakDown('site_1', true);
    const broken = await pasts(under);
    for (const [first, second] of [nothing, broken]) {
      t.regex(first?.kind === 'unknown' ? first.why : '', /history of .*site_1.*\.$/);
      t.is(second?.kind, 'past');
    }
  });
}
