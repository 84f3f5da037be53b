import type {
  GaugeCheck,
  LatencyCheck,
  RatioCheck,
  StatisticalCheck,
} from '../../src/domain/judge/checks.js';

/** The checks that services have, as they are configured by default. */
export const errorRatio: RatioCheck = {
  kind: 'ratio',
  name: 'error ratio',
  metric: 'error-ratio',
  required: true,
  allowed: 1.25,
  floor: 0.001,
};

export const latency: LatencyCheck = {
  kind: 'latency',
  name: 'latency',
  metric: 'latency',
  required: true,
  tolerance: 0.1,
  quantile: 0.95,
};

export const memory: GaugeCheck = {
  kind: 'gauge',
  name: 'memory',
  metric: 'memory',
  required: true,
  tolerance: 0.1,
};

const tolerances = [0.1, 0.25, 0.5];

/** Error ratio, latency, memory and CPU, the last three at three tolerances each. */
export const tenChecks: readonly StatisticalCheck[] = [
  errorRatio,
  ...tolerances.map((tolerance) => ({ ...latency, name: `latency ${tolerance}`, tolerance })),
  ...tolerances.map((tolerance) => ({ ...memory, name: `memory ${tolerance}`, tolerance })),
  ...tolerances.map((tolerance): GaugeCheck => {
    return { ...memory, name: `cpu ${tolerance}`, metric: 'cpu', tolerance };
  }),
];
