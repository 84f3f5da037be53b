import { z } from 'zod';

/** Options under `metrics` for `type: scrape`. Where to scrape is each site's `target.url`. */
export const scrapeOptions = z.strictObject({
  type: z.literal('scrape'),
  /** File with a recorded history, for sites whose agent knows less than 30 minutes. */
  history: z.string().min(1).meta({ title: 'path' }).optional(),
});
