import type { InstanceCounts } from '../../domain/judge/reading.js';
import type { Sample } from './prometheus-text.js';
import type { Counters, CpuTime, Instance } from './series.js';

/** What samples of one instance tell of its process; `at` is when they were read, in ms since 1970. */
export function usageIn(samples: readonly Sample[], at: number): Pick<Instance, 'memory' | 'cpu'> {
  const memory = total(samples, 'process_resident_memory_bytes');
  const seconds = total(samples, 'process_cpu_seconds_total');
  return { ...(memory !== undefined && { memory }), ...(seconds !== undefined && { cpu: { seconds, at } }) };
}

/** `memory` in bytes and `cpu` in cores, where they are known: `before` is absent at first, and after a reset. */
export function gaugesOf(
  { memory, cpu }: Instance,
  before: Counters | undefined,
): Pick<InstanceCounts, 'gauges'> {
  const cores = cpu && before?.cpu && coresBetween(before.cpu, cpu);
  const gauges = { ...(memory !== undefined && { memory }), ...(cores !== undefined && { cpu: cores }) };
  return Object.keys(gauges).length > 0 ? { gauges } : {};
}

/** Undefined when the process was started again, or no time has passed. */
function coresBetween(before: CpuTime, now: CpuTime): number | undefined {
  const used = now.seconds - before.seconds;
  const elapsed = (now.at - before.at) / 1_000;
  return used >= 0 && elapsed > 0 ? used / elapsed : undefined;
}

/** Sum over the samples of a name; undefined without one, or when one is no amount. */
function total(samples: readonly Sample[], name: string): number | undefined {
  const values = samples.filter((sample) => sample.name === name).map(({ value }) => value);
  const isAmount = values.length > 0 && values.every((value) => Number.isFinite(value) && value >= 0);
  return isAmount ? values.reduce((sum, value) => sum + value, 0) : undefined;
}
