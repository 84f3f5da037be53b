import test from 'ava';
import fc from 'fast-check';
import type { ThresholdCheck } from '../../../src/domain/judge/checks.js';
import { startClock, type Clock } from '../../../src/domain/judge/clock.js';
import {
  judge,
  type JudgeSettings,
  type JudgeState,
  type Judgement,
} from '../../../src/domain/judge/judge.js';
import { defaultTuning } from '../../../src/domain/judge/tuning.js';
import type { SiteReading } from '../../../src/domain/judge/reading.js';

const check: ThresholdCheck = {
  kind: 'threshold',
  name: 'error ratio',
  metric: 'error-ratio',
  quantile: 0.95,
  compare: 'baseline',
  max: 0.01,
  window: 15_000,
  minRequests: 50,
  breaches: 2,
  outOf: 3,
  required: true,
};
const settings: JudgeSettings = {
  checks: [check],
  sites: [{ site: 's', compared: true }],
  policy: { rollback: 'at-deadline', catastrophe: 'roll-back', unproven: 'rollout', noData: 'hold' },
  analysis: { duration: 60_000, maxDuration: 90_000, interval: 1_000 },
  judge: { tuning: defaultTuning, calibration: {}, weight: 0.5, single: true },
  intervalsPerPoll: 1,
};
const start = Date.parse('2026-11-23T13:00:00Z');
const analysis = { duration: 60_000, maxDuration: 90_000, interval: 1_000 };

const counts = (errors: number, requests = 100, baseline = 0): SiteReading => ({
  site: 's',
  kind: 'counts',
  canary: [{ instance: 'c', requests, errors }],
  baseline: [{ instance: 'b', requests: 100, errors: baseline }],
});

/** Judges a poll a second; `readings` may be fewer than the seconds that pass, the last one goes on. */
function run(readings: (second: number) => SiteReading, seconds: number, given = settings): Judgement[] {
  const judgements: Judgement[] = [];
  let clock: Clock = startClock(start, analysis);
  let state: JudgeState | undefined;
  for (let second = 1; second <= seconds; second += 1) {
    const judgement = judge(given, state, clock, { at: start + second * 1_000, sites: [readings(second)] });
    judgements.push(judgement);
    // As it travels between two looks.
    [state, clock] = [JSON.parse(JSON.stringify(judgement.state)) as JudgeState, judgement.clock];
  }
  return judgements;
}

const kinds = (judgements: Judgement[]) => judgements.map((j) => j.advice.kind);
const changes = (judgements: Judgement[]) => kinds(judgements).filter((kind) => kind !== 'continue');

test('what is good at the deadline is rolled out then, and not before', (t) => {
  const judged = run(() => counts(0), 60);
  t.deepEqual(changes(judged), ['roll-out']);
  t.is(kinds(judged).indexOf('roll-out'), 59);
});

test('one bad poll is a blip, two of three are a warning, and bad at the deadline rolls back', (t) => {
  const blip = run((s) => counts(s === 10 ? 5 : 0), 12);
  t.deepEqual(changes(blip), []);
  const judged = run((s) => counts(s >= 10 ? 50 : 0), 60);
  t.deepEqual(changes(judged), ['warn', 'roll-back']);
  t.is(kinds(judged).indexOf('warn'), 10);
});

test('the figures are counts over the window: baseline before, canary after', (t) => {
  const judged = run((s) => counts(s % 2 === 0 ? 4 : 0, 100, 1), 20);
  t.like(judged.at(-1)?.streams[0]?.figure, { before: 0.01, after: 32 / 1500 });
});

test('what heals before the deadline is forgiven once the window has forgotten it', (t) => {
  const judged = run((s) => counts(s <= 8 ? 100 : 0), 60);
  t.deepEqual(changes(judged), ['warn', 'recovered', 'roll-out']);
  t.true(kinds(judged).indexOf('recovered') >= 22);
});

test('with rollback: at-once the first bad stream rolls back', (t) => {
  const judged = run(() => counts(50), 2, {
    ...settings,
    policy: { ...settings.policy, rollback: 'at-once' },
  });
  t.deepEqual(kinds(judged), ['continue', 'roll-back']);
});

test('a baseline that fails as well is said once, and the canary is not blamed for it', (t) => {
  const judged = run(() => counts(5, 100, 5), 30);
  t.deepEqual(changes(judged), []);
  t.deepEqual(
    judged.flatMap((j) => j.notices).map((n) => n.kind),
    ['sick-baseline'],
  );
});

test('without a version beside it the canary is held against the threshold alone', (t) => {
  const first = { ...settings, sites: [{ site: 's', compared: false }] };
  const reading = (errors: number): SiteReading =>
    ({ ...counts(errors), kind: 'counts', baseline: [] }) as SiteReading;
  t.deepEqual(changes(run(() => reading(0), 60, first)), ['roll-out']);
  t.deepEqual(changes(run(() => reading(5), 60, first)), ['warn', 'roll-back']);
});

test('a check that is not required warns but never decides', (t) => {
  const optional = { ...settings, checks: [check, { ...check, name: 'other', required: false, max: -1 }] };
  t.deepEqual(changes(run(() => counts(0), 60, optional)), ['warn', 'roll-out']);
});

test('a stream that was bad and is then not seen until the end is not rolled out unproven', (t) => {
  const judged = run((s) => counts(s < 40 ? 50 : 0, s < 40 ? 100 : 0), 90);
  t.deepEqual(changes(judged), ['warn', 'extend', 'roll-back']);
});

test('a gap without looks moves the deadline by it, at most to the latest', (t) => {
  const clock = startClock(start, analysis);
  const reading = { sites: [counts(0)] };
  const before = judge(settings, undefined, clock, { at: start + 1_000, ...reading });
  const after = judge(settings, before.state, before.clock, { at: start + 21_000, ...reading });
  t.is(after.missed, 20_000);
  t.is(after.clock.deadline, start + 79_000);
  const late = judge(settings, before.state, before.clock, { at: start + 81_000, ...reading });
  t.is(late.clock.deadline, start + 90_000);
  t.is(late.advice.kind, 'continue');
});

test('a latency threshold is held against the difference of quantiles in ms', (t) => {
  const buckets = (slow: number) => [
    { le: 0.1, count: 100 - slow },
    { le: 0.5, count: 100 },
    { le: null, count: 100 },
  ];
  const latency = { ...check, name: 'latency', metric: 'latency', max: 50, quantile: 0.9 } as const;
  const reading = (slow: number): SiteReading => ({
    site: 's',
    kind: 'counts',
    canary: [{ instance: 'c', requests: 100, errors: 0, buckets: buckets(slow) }],
    baseline: [{ instance: 'b', requests: 100, errors: 0, buckets: buckets(0) }],
  });
  const judged = run(() => reading(50), 60, { ...settings, checks: [latency] });
  t.deepEqual(changes(judged), ['warn', 'roll-back']);
  const figure = judged.at(-1)?.streams[0]?.figure;
  t.is(figure?.unit, 'ms');
  t.deepEqual(
    [figure?.before, figure?.after].map((ms) => Math.round(ms ?? 0)),
    [90, 420],
  );
});

const anyReading: fc.Arbitrary<SiteReading> = fc.oneof(
  fc
    .record({ errors: fc.nat(100), requests: fc.integer({ min: 100, max: 200 }) })
    .map((r) => counts(r.errors, r.requests)),
  fc.constant<SiteReading>({ site: 's', kind: 'provider-error', why: 'refused' }),
  fc.constant<SiteReading>({ site: 's', kind: 'no-data', baseline: [], why: 'no series' }),
);

test('missing metrics alone never warn, never roll back, and are always asked about', (t) => {
  const missing = anyReading.filter((r) => r.kind !== 'counts');
  fc.assert(
    fc.property(missing, (reading) => {
      t.deepEqual(changes(run(() => reading, 90)), ['extend', 'ask']);
    }),
  );
});

test('before the deadline nothing is decided, whatever is read', (t) => {
  fc.assert(
    fc.property(fc.array(anyReading, { minLength: 59, maxLength: 59 }), (readings) => {
      const decided = new Set(kinds(run((s) => readings[s - 1] as SiteReading, 59)));
      t.false(
        decided.has('roll-out') || decided.has('roll-back') || decided.has('ask') || decided.has('extend'),
      );
    }),
  );
});
