import { z } from 'zod';

/** Options under `metrics` for `type: scrape`. There are none: where to scrape is each site's `target.url`. */
export const scrapeOptions = z.strictObject({ type: z.literal('scrape') });
