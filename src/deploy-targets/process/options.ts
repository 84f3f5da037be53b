import { z } from 'zod';

/** `sites[].target` for services that run as processes under a site agent. */
export const processOptions = z.strictObject({
  type: z.literal('process'),
  /** Where the agent of the site listens. */
  url: z.url({ protocol: /^https?$/ }),
  /** Port of each service at the site. A service not named here gets a free one, and keeps it. */
  ports: z.record(z.string(), z.number().int().min(1).max(65_535)).optional(),
});

export type ProcessOptions = z.infer<typeof processOptions>;
