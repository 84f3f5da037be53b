import { GCProfiler } from 'node:v8';
import { judges } from './methods/all.js';
import { timing } from './methods/method.js';
import { healthy } from './scenario.js';
import { simulate } from './world.js';

/** What one poll costs, of all streams together. */
export interface Speed {
  readonly streams: number;
  /** The median poll. */
  readonly microseconds: number;
  /** Allocated, in mean. */
  readonly bytes: number;
}

/** At least this many streams' polls are timed. */
const enough = 100_000;

/** Streams of simulated readings, which repeat where there are more. */
const world = simulate(healthy('speed', { sites: 10 }), 1, 0);

/**
 * Measures whole runs up to the deadline, after one that warms the compiler: each stream winsorised, its increments, both
 * its tests, its catastrophe rule and its live dispersion. The streams are checks, so that nothing is pooled.
 */
export function measure(streams: number): Speed {
  const [judge] = judges;
  const pasts = Array.from({ length: streams }, (_, i) => world.pasts.slice(i % 10, (i % 10) + 1)).flat();
  const polls = world.polls
    .slice(0, timing.deadline)
    .map((all) => Array.from({ length: streams }, (_, i) => all.slice(i % 10, (i % 10) + 1)).flat());
  const runs = Math.max(2, Math.ceil(enough / (streams * timing.deadline)));
  const times: number[] = [];
  const play = (into: number[]) => {
    const run = judge?.start({ pasts, streams: 'checks', canaryRate: 50 });
    for (const readings of polls) {
      const started = performance.now();
      run?.poll(readings);
      into.push(performance.now() - started);
    }
  };
  play([]);
  const bytes = allocating(() => {
    for (let i = 0; i < runs; i += 1) play(times);
  });
  times.sort((a, b) => a - b);
  return {
    streams,
    microseconds: 1000 * (times[Math.floor(times.length / 2)] ?? 0),
    bytes: bytes / times.length,
  };
}

/** Bytes that `work` allocates: what the heap grew by, and what was collected meanwhile. */
function allocating(work: () => void): number {
  const profiler = new GCProfiler();
  profiler.start();
  const before = process.memoryUsage().heapUsed;
  work();
  const grown = process.memoryUsage().heapUsed - before;
  const collected = profiler
    .stop()
    .statistics.map((s) => s.beforeGC.heapStatistics.usedHeapSize - s.afterGC.heapStatistics.usedHeapSize);
  return grown + collected.reduce((sum, bytes) => sum + bytes, 0);
}
