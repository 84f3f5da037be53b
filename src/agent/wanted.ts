import { z } from 'zod';
import type { WantedService } from '../deploy-targets/process/protocol.js';

/** Names and commits become paths and arguments, so nothing else may pass. */
export const serviceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a service name is 1 to 63 of a-z, 0-9 and -');

/** `interval` of a history, in ms as text. Absent, polls are not joined. */
export const historyInterval = z.coerce.number().int().min(1).max(86_400_000).default(1);

/** In full: only then does git hold the files against it. */
const commit = z
  .string()
  .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a commit is 40 hex digits (64 with SHA-256)');
const milliseconds = z.number().int().min(10).max(86_400_000);
const capacity = z.number().int().min(1).max(100);
const text = z.string().max(10_000);

const version = z.object({
  commit,
  repository: text.regex(/^[^-\s\p{Cc}][^\p{Cc}]*$/u, 'a repository is a path or URL that git can fetch'),
  build: text.optional(),
  start: text.min(1),
  health: z.object({ path: text.startsWith('/'), interval: milliseconds, timeout: milliseconds }),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name of an environment variable'), text),
  envFile: text
    .regex(/^\/[^\p{Cc}]*$/u, 'an envFile is an absolute path on the machine of the site')
    .optional(),
  instances: capacity,
  canaryInstances: capacity,
});

/** The body of a PUT. Unknown keys are dropped, so that a newer control plane can talk to an older agent. */
export const wantedService: z.ZodType<WantedService> = z.object({
  owner: z.string().min(1).max(200),
  generation: z.number().int().min(1),
  stable: version.optional(),
  canary: version.optional(),
  weight: z.number().min(0).max(1),
  ttlMs: z.number().int().min(100).max(2_147_483_647).optional(),
  ifStable: z.array(commit.nullable()).min(1).max(10).optional(),
  port: z.number().int().min(1).max(65_535).optional(),
});
