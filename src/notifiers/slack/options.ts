import { z } from 'zod';

/** Options under `notify.slack`. */
export const slackOptions = z.strictObject({
  channel: z
    .string()
    .regex(
      /^(#?[^\s#@<>,.A-Z]{1,80}|[CG][A-Z0-9]{6,})$/,
      'a channel such as #deploys, or its ID such as C0123ABCD',
    )
    .describe('Where messages go: the name of a public channel, or the ID of any channel.'),
});
