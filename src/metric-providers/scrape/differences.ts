import type { InstanceCounts } from '../../domain/judge/reading.js';
import { gaugesOf } from './gauges.js';
import type { Counters, Instance } from './series.js';

/** Counters of a site's instances at its last reading. */
export type SiteCursor = Readonly<Record<string, Counters>>;

type Tally = Readonly<Record<string, number>>;

/**
 * What happened at an instance since the last reading. An instance that is new counts from 0, but for a baseline at the
 * site's first reading: what it did before the canary came is not compared.
 */
export function countsSince(last: SiteCursor | undefined, now: Instance): InstanceCounts {
  const known = last ? last[now.key] : now.arm === 'baseline' ? now : undefined;
  const before = known && !wasReset(known, now) ? known : undefined;
  const { codes, took } = before ? minus(now, before) : now;
  const requests = sum(codes, (code) => code !== '499');
  const errors = sum(codes, (code) => code.startsWith('5'));
  return {
    instance: now.instance,
    requests,
    errors,
    ...(now.edges.length > 0 && { buckets: cumulative(took, now) }),
    ...gaugesOf(now, before),
  };
}

/** All counters of an instance live in one process and start again together, so one that fell speaks for all. */
const wasReset = (before: Counters, now: Counters) =>
  fell(before.codes, now.codes) || fell(before.took, now.took);

const fell = (before: Tally, now: Tally) =>
  Object.entries(before).some(([name, count]) => (now[name] ?? count) < count);

const minus = (now: Counters, before: Counters): Counters => ({
  codes: difference(now.codes, before.codes),
  took: difference(now.took, before.took),
});

const difference = (now: Tally, before: Tally): Tally =>
  Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)]));

const sum = (tally: Tally, counted: (name: string) => boolean) =>
  Object.entries(tally).reduce((total, [name, count]) => (counted(name) ? total + count : total), 0);

function cumulative(took: Tally, { edges }: Instance) {
  let count = 0;
  return edges.map((edge) => {
    count += took[String(edge)] ?? 0;
    return { le: edge === Infinity ? null : edge, count };
  });
}

const mostMissing = 40;

/**
 * The counters to measure from next time. Instances that are missing are kept for a while: were they dropped and came
 * back, all they ever counted would count again. But only the latest of them, for the cursor has to stay small.
 */
export function nextCursor(last: SiteCursor | undefined, instances: readonly Instance[]): SiteCursor {
  const present = instances.map(
    ({ key, codes, took, cpu, memory }) =>
      [key, { codes, took, ...(cpu && { cpu }), ...(memory !== undefined && { memory }) }] as const,
  );
  const keys = new Set(instances.map(({ key }) => key));
  const missing = Object.entries(last ?? {}).filter(([key]) => !keys.has(key));
  return Object.fromEntries([...present, ...missing.slice(0, mostMissing)]);
}
