import { z } from 'zod';
import type { ServiceRecord } from './record.js';

/*
 * What must be there for the agent to go on with a record. Looser than what a PUT may hold: a record that an earlier
 * agent wrote stays readable when the rules for new states get stricter.
 */
const version = z.looseObject({
  commit: z.string(),
  repository: z.string(),
  build: z.string().optional(),
  start: z.string(),
  health: z.looseObject({ path: z.string(), interval: z.number(), timeout: z.number() }),
  env: z.record(z.string(), z.string()),
  envFile: z.string().optional(),
  instances: z.number(),
  canaryInstances: z.number(),
});

const state = {
  stable: version.optional(),
  canary: version.optional(),
  weight: z.number(),
};

const instance = z.looseObject({
  id: z.string(),
  track: z.enum(['stable', 'canary']),
  version,
  port: z.number(),
  pid: z.number(),
  startedAt: z.string(),
});

/** A record as it stands on disk. Throws when it is not whole. */
export const serviceRecord: z.ZodType<ServiceRecord> = z.looseObject({
  service: z.string(),
  wanted: z.looseObject({
    owner: z.string(),
    generation: z.number(),
    ...state,
    ttlMs: z.number().optional(),
    port: z.number().optional(),
  }),
  progress: z.enum(['working', 'settled', 'failed']),
  problem: z
    .looseObject({
      code: z.enum([
        'fetch-failed',
        'build-failed',
        'start-failed',
        'never-healthy',
        'crashed',
        'agent-error',
      ]),
      message: z.string(),
      output: z.array(z.string()),
    })
    .optional(),
  inForce: z.looseObject(state),
  previous: version.optional(),
  port: z.number().optional(),
  ttlExpired: z.boolean(),
  ttlExpiredBefore: z.boolean().optional(),
  lease: z.looseObject({ boot: z.string(), at: z.number(), leftMs: z.number() }).optional(),
  instances: z.array(instance),
});
