import { latency, memory } from '../checks.js';
import { constant, healthy, pulse, ramp, regression, step, type Scenario } from '../scenario.js';

const slower = [1.1, 1.3, 2].map((factor) => {
  const scenario = { checks: [latency], slowness: step(1, factor, 180) };
  // What is tolerated is no harm: at exactly that much nobody is to be rolled back.
  return factor > 1.1
    ? regression(`latency x${factor} at 180 s`, 180, scenario)
    : healthy('latency x1.1 at 180 s, the tolerated', scenario);
});

const noisy = { rho: 0.95, sd: 0.1 };

/** Latency and memory, each as the only check. */
export const otherChecks: readonly Scenario[] = [
  healthy('latency null', { checks: [latency] }),
  healthy('latency null, 5 rps', { checks: [latency], rps: 10 }),
  healthy('latency x3 for 10 s', { checks: [latency], slowness: pulse(1, 3, 300, 10) }),
  ...slower,
  healthy('memory null, flat', { checks: [memory] }),
  healthy('memory null, noisy', { checks: [memory], wobble: noisy }),
  regression('memory leak, x2 in 10 min', 0, { checks: [memory], appetite: ramp(1, 3, 1200) }),
  regression('memory leak, x2 in 10 min, noisy', 0, {
    checks: [memory],
    appetite: ramp(1, 3, 1200),
    wobble: noisy,
  }),
  regression('memory x1.5 from the start', 0, { checks: [memory], appetite: constant(1.5) }),
];
