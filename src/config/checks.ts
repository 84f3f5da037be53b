import { z } from 'zod';
import type { Check } from '../domain/judge/checks.js';
import { checkName, count, duration, percent, value, Wrong } from './values.js';

const breaches = value({ type: 'string', pattern: '^\\d+ of \\d+$' }, (found) => {
  const [, bad = 0, outOf = 0] = (/^(\d{1,3}) of (\d{1,3})$/.exec(String(found).trim()) ?? []).map(Number);
  if (bad >= 1 && bad <= outOf && outOf <= 100) return { breaches: bad, outOf };
  const allowed = 'polls beyond the threshold out of the last polls, such as 2 of 3';
  return new Wrong({ code: 'config-not-allowed', allowed });
});

const shared = {
  name: checkName.optional(),
  kind: z.literal('threshold'),
  compare: z.enum(['baseline', 'none']).default('baseline'),
  window: duration(1_000).optional(),
  minRequests: count(1_000_000_000).default(20),
  breaches: breaches.optional(),
  required: z.boolean().default(true),
};

const thresholdOnErrors = z
  .strictObject({
    ...shared,
    metric: z.literal('error-ratio'),
    max: percent().optional(),
    min: percent().optional(),
  })
  .superRefine(hasThreshold);

const thresholdOnLatency = z
  .strictObject({
    ...shared,
    metric: z.literal('latency'),
    quantile: percent({ positive: true }).default(0.95),
    max: duration().optional(),
    min: duration().optional(),
  })
  .superRefine(hasThreshold);

const named = { name: checkName.optional(), required: z.boolean().default(true) };

const factor = z.number().min(1, 'a factor from 1 to 100').max(100, 'a factor from 1 to 100');

const ratio = z.strictObject({
  ...named,
  kind: z.literal('ratio'),
  metric: z.literal('error-ratio').default('error-ratio'),
  allowed: factor.default(1.25),
  floor: percent({ positive: true }).default(0.001),
});

const latency = z.strictObject({
  ...named,
  kind: z.literal('latency'),
  metric: z.literal('latency').default('latency'),
  tolerance: percent({ positive: true }).default(0.1),
  quantile: percent({ positive: true }).default(0.95),
});

const gauge = z.strictObject({
  ...named,
  kind: z.literal('gauge'),
  metric: z.enum(['memory', 'cpu']),
  tolerance: percent({ positive: true }).default(0.1),
});

/** A check as it is written in YAML. */
export const checkSchema = z
  .discriminatedUnion('kind', [
    ratio,
    latency,
    gauge,
    z.discriminatedUnion('metric', [thresholdOnErrors, thresholdOnLatency]),
  ])
  .meta({ title: 'check' });
export type CheckInput = z.output<typeof checkSchema>;

/** A service that says nothing of checks has this one. */
export const defaultChecks: readonly CheckInput[] = [
  { kind: 'ratio', metric: 'error-ratio', allowed: 1.25, floor: 0.001, required: true },
];

const maxQuarter = 120_000;
const minQuarter = 15_000;

/** A check with all its defaults. A threshold's window is a quarter of the analysis, within 15 s to 2 min, and never longer than it. */
export function settleCheck(check: CheckInput, analysis: number): Check {
  if (check.kind !== 'threshold') return { ...check, name: checkNameOf(check) };
  const { breaches = { breaches: 2, outOf: 3 }, name, window, ...rest } = check;
  const quarter = Math.min(maxQuarter, Math.max(minQuarter, Math.round(analysis / 4)));
  return {
    quantile: 0.95,
    ...rest,
    ...breaches,
    name: name ?? checkNameOf(check),
    window: window ?? Math.min(quarter, analysis),
  };
}

/** As messages name it. */
export function checkNameOf(check: CheckInput): string {
  if (check.name !== undefined) return check.name;
  if (check.kind === 'gauge') return check.metric === 'cpu' ? 'CPU' : check.metric;
  return check.metric === 'latency' ? `latency p${Number((check.quantile * 100).toFixed(6))}` : 'error ratio';
}

function hasThreshold({ max, min }: { max?: number; min?: number }, context: z.RefinementCtx): void {
  if (max === undefined && min === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['max'],
      message: 'max, min or both',
      params: { code: 'config-missing-key' },
    });
  } else if (max !== undefined && min !== undefined && min > max) {
    context.addIssue({
      code: 'custom',
      path: ['min'],
      message: 'at most max',
      params: { code: 'config-conflict' },
    });
  }
}
