import type { z } from 'zod';
import type { MetricProvider } from './provider.js';
import { scrapeProvider } from './scrape/index.js';
import { scrapeOptions } from './scrape/options.js';

/** What metric providers need from the environment. */
export interface MetricProviderSettings {
  readonly agentToken?: string;
}

export interface MetricProviderType {
  /** Of the options under `metrics`. */
  readonly options: z.ZodType<{ readonly type: string } & Readonly<Record<string, unknown>>>;
  create(settings: MetricProviderSettings): MetricProvider;
}

/** The metric providers there are, by the `type` they have under `metrics`. */
export const metricProviders: Readonly<Record<'scrape', MetricProviderType>> = {
  scrape: {
    options: scrapeOptions,
    create: ({ agentToken }) => scrapeProvider(agentToken ? { token: agentToken } : {}),
  },
};
