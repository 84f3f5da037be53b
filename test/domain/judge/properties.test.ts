import test from 'ava';
import fc from 'fast-check';
import type { Check } from '../../../src/domain/judge/checks.js';
import { relativeIncrements, thetaUp } from '../../../src/domain/judge/increments.js';
import type { JudgeSettings, Judgement } from '../../../src/domain/judge/judge.js';
import { newRatio, stepRatio, type RatioState } from '../../../src/domain/judge/ratio-stream.js';
import type { SiteReading } from '../../../src/domain/judge/reading.js';
import type { SitePoll } from '../../../src/domain/judge/rows.js';
import { defaults } from '../../../src/domain/judge/rules.js';
import { guess } from '../../../src/domain/judge/calibration.js';
import { counted, follow, judging } from '../../helpers/judging.js';

type Four = [ec: number, nc: number, eb: number, nb: number];

const anyRow: fc.Arbitrary<Four> = fc
  .record({ nc: fc.nat(400), nb: fc.nat(400), c: fc.double({ min: 0, max: 1, noNaN: true }), b: fc.nat(4) })
  .map(({ nc, nb, c, b }) => [Math.floor(c * c * nc), nc, Math.min(b, nb), nb]);

const latency: Check = {
  kind: 'latency',
  name: 'latency p95',
  metric: 'latency',
  tolerance: 0.1,
  quantile: 0.95,
  required: true,
};
const memory: Check = { kind: 'gauge', name: 'memory', metric: 'memory', tolerance: 0.1, required: true };
const allKinds = (sites: readonly string[]): JudgeSettings => {
  const usual = judging(sites);
  return { ...usual, checks: [...usual.checks, latency, memory] };
};

const badOnes = (judged: readonly Judgement[]) =>
  judged.flatMap(({ streams }) => streams.filter((s) => s.evidence === 'bad' || s.catastrophe));

/** What is no count: an exporter's fault, and never evidence of anything. */
const garbage = fc.constantFrom(NaN, Infinity, -Infinity, -1, -1e9, 0.4, 2 ** 60, 1e300);
const garbled = fc.record({ requests: garbage, errors: garbage, bucket: garbage, memory: garbage });
type Garbled = typeof garbled extends fc.Arbitrary<infer T> ? T : never;

const garbledReading = ({ requests, errors, bucket, memory }: Garbled): SiteReading => ({
  site: 's',
  kind: 'counts',
  canary: [
    {
      ...{ instance: 'c1', requests, errors, gauges: { memory } },
      buckets: [
        { le: 0.1, count: bucket },
        { le: null, count: requests },
      ],
    },
  ],
  baseline: [{ instance: 's1', requests: 250, errors: 0, gauges: { memory: 1e8 } }],
});

test('counts that are no counts neither throw nor are evidence against the canary', (t) => {
  fc.assert(
    fc.property(fc.array(garbled, { minLength: 30, maxLength: 60 }), (polls) => {
      const judged = follow(allKinds(['s']), (k) => [garbledReading(polls[k % polls.length] as Garbled)], 60);
      t.deepEqual(badOnes(judged), []);
    }),
    { numRuns: 40 },
  );
});

test('looks out of order, and sites that are missing or there twice, neither throw nor are bad', (t) => {
  const { interval } = judging(['s']).analysis;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 20, maxLength: 40 }), (shifts) => {
      const readings = (k: number) => {
        const once = counted('s', [0, 250, 0, 250]);
        return (shifts[k] ?? 0) < -10 ? [] : (shifts[k] ?? 0) > 10 ? [once, once] : [once];
      };
      const at = (k: number) => (k + (shifts[k % shifts.length] ?? 0)) * interval;
      t.deepEqual(badOnes(follow(allKinds(['s']), readings, 60, at)), []);
    }),
    { numRuns: 40 },
  );
});

test('how sites are named and ordered is no matter', (t) => {
  const run = fc.array(fc.tuple(anyRow, anyRow, anyRow), { minLength: 40, maxLength: 80 });
  fc.assert(
    fc.property(run, (polls) => {
      const names = ['a', 'b', 'c'];
      const renamed = ['z', 'x', 'y'];
      const play = (order: readonly number[], as: readonly string[]) =>
        follow(
          judging(order.map((i) => as[i] as string)),
          (k) => order.map((i) => counted(as[i] as string, polls[k % polls.length]?.[i] as Four)),
          130,
        );
      const [plain, other] = [play([0, 1, 2], names), play([2, 0, 1], renamed)];
      t.deepEqual(
        other.map(({ advice }) => advice.kind),
        plain.map(({ advice }) => advice.kind),
      );
      const evidence = ({ streams }: Judgement, as: readonly string[]) =>
        as.map((site) => streams.find((s) => s.site === site)?.evidence);
      t.deepEqual(
        other.map((j) => evidence(j, renamed)),
        plain.map((j) => evidence(j, names)),
      );
    }),
    { numRuns: 25 },
  );
});

const rules = { ...defaults, warm: 0 };
const site = guess('a test', false);
const pollOf = ([ec, nc, eb, nb]: Four): SitePoll => ({
  at: 0,
  canary: [{ instance: 'c1', requests: nc, errors: ec }],
  baseline: [{ instance: 's1', requests: nb, errors: eb }],
});
const after = (rows: readonly Four[]): RatioState =>
  rows.reduce<RatioState>((state, row) => {
    const { state: next, advanced } = stepRatio(rules, site, state, pollOf(row), 120_000);
    return { ...next, stream: advanced.state };
  }, newRatio(rules));
const before = fc.array(anyRow, { maxLength: 20 });

test('more canary errors never lower the relative evidence of that poll (ln theta >= ln(1 - q + q theta))', (t) => {
  fc.assert(
    fc.property(before, anyRow, fc.nat(20), (rows, [ec, nc, eb, nb], more) => {
      const state = after(rows);
      const evidence = (errors: number) =>
        stepRatio(rules, site, state, pollOf([Math.min(nc, errors), nc, eb, nb]), 120_000).advanced.logE;
      t.true(evidence(ec + more) >= evidence(ec) - 1e-9);
    }),
  );
});

test('a poll without traffic leaves the evidence as it is: money that is put down has not won or lost yet', (t) => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 20 }), (rows) => {
      // No carry: the last poll had requests on both arms.
      const state = after([...rows, [0, 100, 0, 100]]);
      const quiet = stepRatio(rules, site, state, pollOf([0, 0, 0, 0]), 120_000);
      const again = stepRatio(
        rules,
        site,
        { ...quiet.state, stream: quiet.advanced.state },
        undefined,
        120_000,
      );
      t.true(Math.abs(again.advanced.logE - quiet.advanced.logE) < 1e-8);
      t.true(Math.abs((state.stream.recent.at(-1) ?? 0) - quiet.advanced.logE) < 1e-6);
    }),
  );
});

test('equal counts on equal loads are never bad (by the inequality of the means, theta <= (1 - q + q theta)^2)', (t) => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (a, n) => {
      const e = Math.min(a, n);
      const found = relativeIncrements([e, n, e, n], { allowed: 1.25, phi: 1, theta: thetaUp });
      t.true(found.every((l) => l <= 1e-12));
    }),
  );
});

test('a state that travelled as JSON goes on as if it had not', (t) => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 60, maxLength: 90 }), (rows) => {
      const readings = (k: number) => [counted('s', rows[k % rows.length] as Four)];
      const travels = follow(judging(['s']), readings, 130);
      const stays = follow(judging(['s']), readings, 130, undefined, (state) => state);
      t.deepEqual(travels, stays);
    }),
    { numRuns: 25 },
  );
});

test('no roll-back without a bad required stream, whatever is read', (t) => {
  const anyReading = fc.oneof(
    anyRow.map((row) => counted('s', row)),
    fc.constant<SiteReading>({ site: 's', kind: 'provider-error', why: 'Refused.' }),
    fc.constant<SiteReading>({ site: 's', kind: 'no-data', baseline: [], why: 'No series.' }),
  );
  fc.assert(
    fc.property(fc.array(anyReading, { minLength: 50, maxLength: 100 }), (readings) => {
      const judged = follow(judging(['s']), (k) => [readings[k % readings.length] as SiteReading], 240);
      const last = judged.at(-1);
      if (last?.advice.kind === 'roll-back') t.true(badOnes([last]).length > 0);
      t.pass();
    }),
    { numRuns: 30 },
  );
});
