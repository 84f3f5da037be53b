import { GCProfiler } from 'node:v8';
import { errorRatio } from './checks.js';
import { calibrationOf } from './methods/calibration.js';
import { merganser } from './methods/merganser.js';
import { timing } from './methods/method.js';
import { healthy, type Scenario } from './scenario.js';
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

/** At most so many sites; beyond that it is more checks. */
const mostSites = 20;

/**
 * Measures whole polls of the judge up to the deadline, after a run that warms the compiler: error ratios at up to 20 sites,
 * as many checks of them as it takes, each with its pool, which comes on top of the streams that are counted.
 */
export function measure(streams: number): Speed {
  const sites = Math.min(streams, mostSites);
  const checks = Array.from({ length: streams / sites }, (_, i) => ({ ...errorRatio, name: `ratio ${i}` }));
  const scenario: Scenario = { ...healthy('speed', { sites }), checks };
  const world = simulate(scenario, 1, 0);
  const setup = { scenario, calibration: calibrationOf(scenario, world) };
  const polls = world.polls.slice(0, timing.deadline);
  const method = merganser({ name: 'speed', rollback: 'at-deadline', catastrophe: 'roll-back' });
  const times: number[] = [];
  const play = (into: number[]) => {
    const run = method.start(setup);
    for (const readings of polls) {
      const started = performance.now();
      run.poll(readings);
      into.push(performance.now() - started);
    }
  };
  for (let i = 0; i < 3; i += 1) play([]);
  const runs = Math.max(2, Math.ceil(enough / (streams * polls.length)));
  const bytes = allocating(() => {
    for (let i = 0; i < runs; i += 1) play(times);
  });
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  return { streams, microseconds: 1000 * median, bytes: bytes / times.length };
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
