import type { Bucket, InstanceCounts, SiteReading } from '../../src/domain/judge/reading.js';
import { timing } from './methods/method.js';
import type { Random } from './random.js';
import type { Fault, Scenario } from './scenario.js';
import type { Instance } from './instance.js';

interface Arms {
  readonly canary: readonly Instance[];
  readonly baseline: readonly Instance[];
}

const away = { kind: 'provider-error', why: 'the provider did not answer' } as const;

/** What is read of two arms, poll by poll: their counts, changed by what befalls the metrics. */
export function readings(random: Random, { faults }: Scenario, site: string, arms: Arms): SiteReading[] {
  const changed = faults.reduce<Arms>((all, fault) => befall(random, fault, all), arms);
  const outages = faults.flatMap((f) => (f.kind === 'outage' ? [f] : []));
  const isAway = (k: number) => {
    const at = (k + 1) * timing.interval;
    return outages.some((o) => at > o.at && at <= o.at + o.seconds);
  };
  let since = 0;
  return Array.from({ length: timing.latest }, (_, k): SiteReading => {
    if (isAway(k)) return { site, ...away };
    const from = since;
    since = k + 1;
    const read = (arm: readonly Instance[]) => arm.flatMap((i) => difference(i, from, k + 1));
    return { site, kind: 'counts', canary: read(changed.canary), baseline: read(changed.baseline) };
  });
}

/** Counts of polls `[from, to)`: after an outage all that happened in it. Nothing of an instance that is not there. */
function difference(instance: Instance, from: number, to: number): InstanceCounts[] {
  const sum = (counts: readonly number[]) => {
    let all = 0;
    for (let k = from; k < to; k += 1) all += counts[k] ?? 0;
    return all;
  };
  const requests = sum(instance.requests);
  if (Number.isNaN(requests)) return [];
  const { buckets, gauges } = instance;
  return [
    {
      instance: instance.name,
      errors: sum(instance.errors),
      requests,
      ...(buckets && { buckets: buckets.map(({ le, counts }): Bucket => ({ le, count: sum(counts) })) }),
      ...(gauges && {
        gauges: Object.fromEntries(gauges.map(({ metric, values }) => [metric, values[to - 1] ?? 0])),
      }),
    },
  ];
}

function befall(random: Random, fault: Fault, { canary, baseline }: Arms): Arms {
  const [first, ...others] = canary;
  if (!first) return { canary, baseline };
  const poll = Math.floor(fault.at / timing.interval);
  if (fault.kind === 'reset') return { canary: [reset(random, first, poll), ...others], baseline };
  if (fault.kind === 'restart') {
    const back = poll + Math.ceil(fault.seconds / timing.interval);
    return { canary: [...restart(random, first, poll, back), ...others], baseline };
  }
  return { canary, baseline };
}

/** `cur >= prev ? cur - prev : cur`: of the poll of the reset only what came after it is seen. */
function reset(random: Random, instance: Instance, poll: number): Instance {
  const { errors, requests } = instance;
  const part = random.uniform();
  const kept = (counts: number[]) => counts.map((x, k) => (k === poll ? random.binomial(x, part) : x));
  const n = kept(requests);
  return { ...instance, requests: n, errors: kept(errors).map((e, k) => Math.min(e, n[k] ?? 0)) };
}

const cold = 0.03;
const tau = 20;

/** The instance until its end, and the one that takes its place. */
function restart(
  random: Random,
  { name, errors, requests }: Instance,
  gone: number,
  back: number,
): Instance[] {
  const only = (counts: number[], there: (k: number) => boolean) =>
    counts.map((x, k) => (there(k) ? x : Number.NaN));
  const warming = errors.map((e, k) => {
    const age = (k - back) * timing.interval;
    return age < 0
      ? e
      : Math.min(requests[k] ?? 0, e + random.binomial(requests[k] ?? 0, cold * Math.exp(-age / tau)));
  });
  const before = (k: number) => k < gone;
  const after = (k: number) => k >= back;
  return [
    { name, errors: only(errors, before), requests: only(requests, before) },
    { name: `${name}_again`, errors: only(warming, after), requests: only(requests, after) },
  ];
}
