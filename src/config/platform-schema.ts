import { z } from 'zod';
import { checkSchema } from './checks.js';
import { defaults, platformService } from './service-schema.js';
import { count, duration, percent, siteName } from './values.js';

/** How far a service's own file may tune its judge. What is left out is bounded by `judgeBounds`. */
const judge = z.strictObject({
  alpha: z
    .strictObject({
      min: percent({ positive: true }).optional(),
      max: percent({ positive: true }).optional(),
    })
    .optional(),
  warmUp: z.strictObject({ max: duration(0).optional() }).optional(),
  blip: z.strictObject({ max: duration(1_000).optional() }).optional(),
  quiet: z.strictObject({ min: duration(1_000).optional() }).optional(),
  restartEvery: z.strictObject({ max: duration(1_000).optional() }).optional(),
});

const patterns = z.array(
  z
    .string()
    .regex(/^[^\p{Cc}]{1,500}$/u, 'text with * for any part of it')
    .meta({ title: 'pattern' }),
);

/** What a service's own file may ask for. Each but those of the judge is open unless it is given. */
export const limits = z.strictObject({
  duration: z.strictObject({ min: duration(1_000).optional(), max: duration(1_000).optional() }).optional(),
  weight: z.strictObject({ min: percent().optional(), max: percent().optional() }).optional(),
  instances: count(100).optional(),
  sites: z.array(siteName).min(1, 'one site or more').optional(),
  channels: patterns.optional(),
  commands: patterns.optional(),
  envFiles: patterns.optional(),
  checks: z.strictObject({ most: count(100).optional(), always: z.array(checkSchema).optional() }).optional(),
  judge: judge.optional(),
  policy: z
    .strictObject({
      unproven: z
        .array(z.enum(['rollout', 'rollback', 'hold']))
        .min(1, 'one or more')
        .optional(),
      noData: z
        .array(z.enum(['hold', 'rollback']))
        .min(1, 'one or more')
        .optional(),
      quarantine: z
        .array(z.enum(['hold', 'deploy-with-warning']))
        .min(1, 'one or more')
        .optional(),
    })
    .optional(),
});

export type Limits = z.output<typeof limits>;

export const site = z.strictObject({ name: siteName, target: z.looseObject({ type: z.string() }) });

const anything = z.unknown();

/** The platform file but for the parts that are read one by one, so that a fault in one hides none in another. */
export const frame = z.strictObject({
  version: z.literal(1),
  owner: siteName.default('merganser'),
  sites: z.array(anything).min(1, 'one site or more'),
  services: z.array(anything).default([]),
  metrics: z.looseObject({ type: z.string() }).optional(),
  notify: z.looseObject({}).optional(),
  github: z.strictObject({}).optional(),
  defaults: anything.optional(),
  limits: anything.optional(),
});

/** The platform file as one schema, which says all of its keys. */
export const whole = frame.extend({
  sites: z.array(site).min(1),
  services: z.array(platformService).optional(),
  defaults: defaults.optional(),
  limits: limits.optional(),
});
