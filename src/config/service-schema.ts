import { z } from 'zod';
import { checkSchema } from './checks.js';
import {
  absoluteFile,
  branch,
  command,
  count,
  duration,
  environmentName,
  glob,
  only,
  percent,
  repository,
  serviceName,
  siteName,
  urlPath,
  value,
  Wrong,
} from './values.js';

const day = 86_400_000;

const healthMapping = z.strictObject({
  path: urlPath.optional(),
  interval: duration(10, day).optional(),
  timeout: duration(10, day).optional(),
});

const healthJson = z.toJSONSchema(healthMapping, { io: 'input' });

/** `/healthz` for `{path: /healthz}`. */
const health = value({ anyOf: [{ title: 'path', type: 'string' }, healthJson] }, (found) => {
  if (typeof found !== 'string') return found;
  if (urlPath.safeParse(found).success) return { path: found };
  return new Wrong({
    code: 'config-not-allowed',
    allowed: 'a path that begins with /, or {path, interval, timeout}',
  });
});

const environmentValue = z.string().max(10_000, 'at most 10000 characters');

const analysis = z.strictObject({
  duration: duration(1_000).optional(),
  maxDuration: duration(1_000).optional(),
  interval: duration(100, day).optional(),
  prepareTimeout: duration(1_000, day).optional(),
});

/** Times that a service may tune; see docs/judge.md before you do. */
const judge = z.strictObject({
  warmUp: duration(0, day).optional(),
  blip: duration(1_000, day).optional(),
  quiet: duration(1_000, day).optional(),
  restartEvery: duration(1_000, day).optional(),
  alpha: percent({ positive: true }).optional(),
});

const policy = z.strictObject({
  merges: z.enum(['coalesce', 'queue', 'supersede']).optional(),
  rollback: z.enum(['at-deadline', 'at-once']).optional(),
  catastrophe: z.enum(['roll-back', 'wait']).optional(),
  unproven: z.enum(['rollout', 'rollback', 'hold']).optional(),
  noData: z.enum(['hold', 'rollback']).optional(),
  holdFor: duration(1_000).optional(),
  quarantine: z.enum(['hold', 'deploy-with-warning']).optional(),
});

/** Every key that says how a service is run and judged, wherever it stands. */
const settings = {
  sites: z.array(siteName).min(1, 'one site or more').optional(),
  build: command.optional(),
  start: command.optional(),
  health: health.pipe(healthMapping).optional(),
  env: z.record(environmentName, environmentValue).optional(),
  envFile: absoluteFile.optional(),
  instances: count(100).optional(),
  canary: z
    .strictObject({ instances: count(100).optional(), weight: percent({ positive: true }).optional() })
    .optional(),
  analysis: analysis.optional(),
  checks: z.array(checkSchema).min(1, 'one check or more').optional(),
  judge: judge.optional(),
  policy: policy.optional(),
  mode: only('deploy', ['observe', 'dry-run']).optional(),
  notify: z.looseObject({}).optional(),
};

const registration = { branch: branch.optional(), paths: z.array(glob).optional() };

/** These must be known before the service's own file is read, so they cannot stand in it. */
const elsewhere = (key: string) =>
  value({ not: {} }, () => {
    const allowed = `nothing here: give ${key} in the platform file, which is read before this one is found`;
    return new Wrong({ code: 'config-not-allowed', allowed });
  }).optional();

/** An element of `services` in the platform file. */
export const platformService = z.strictObject({
  service: serviceName,
  repository,
  ...registration,
  ...settings,
});

/** `defaults` in the platform file. */
export const defaults = z.strictObject({ ...registration, ...settings });

/** A service in its own repository's file. */
export const ownService = z.strictObject({
  service: serviceName,
  ...settings,
  repository: elsewhere('repository'),
  branch: elsewhere('branch'),
  paths: elsewhere('paths'),
});

/** Keys that an element of `services` may have while the service's home is its own file. */
export const registrationKeys: readonly string[] = ['service', 'repository', ...Object.keys(registration)];

/** What is configured of a service in one place, checked but without defaults. */
export type Settings = z.output<z.ZodObject<typeof settings>>;
