import { labelText, type SeriesLabels } from '../gateway/counts.js';
import { usageOf } from './usage.js';

/** An instance whose process runs. */
export interface Running {
  readonly labels: SeriesLabels;
  /** Its process, which leads a group. */
  readonly pid: number;
}

/** What the processes of instances use, in Prometheus text format; of those that cannot be seen there is nothing. */
export async function renderUsage(running: readonly Running[]): Promise<string> {
  const usages = await usageOf(running.map(({ pid }) => pid));
  const seen = running.flatMap(({ labels, pid }) => {
    const usage = usages.get(pid);
    return usage ? [{ labels: labelText(labels), ...usage }] : [];
  });
  if (seen.length === 0) return '';
  return [
    '# HELP process_resident_memory_bytes Memory of the processes of an instance.',
    '# TYPE process_resident_memory_bytes gauge',
    ...seen.map(({ labels, memory }) => `process_resident_memory_bytes${labels} ${memory}`),
    '# HELP process_cpu_seconds_total CPU time of the processes of an instance, user and system.',
    '# TYPE process_cpu_seconds_total counter',
    ...seen.map(({ labels, cpu }) => `process_cpu_seconds_total${labels} ${cpu.toFixed(2)}`),
    '',
  ].join('\n');
}
