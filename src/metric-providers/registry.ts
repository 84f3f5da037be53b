import { resolve } from 'node:path';
import type { z } from 'zod';
import type { MetricProvider, Rebuild } from './provider.js';
import { scrapeProvider } from './scrape/index.js';
import { scrapeOptions } from './scrape/options.js';
import { rebuild } from './scrape/rebuild.js';
import { readRecorded } from './scrape/recorded.js';

/** What metric providers need from the environment, and from the platform file. */
export interface MetricProviderSettings {
  readonly agentToken?: string;
  /** What stands under `metrics`. */
  readonly metrics?: { readonly type: string } & Readonly<Record<string, unknown>>;
  /** Where the platform file is: paths in it are relative to that. Default: the working directory. */
  readonly folder?: string;
}

export interface MetricProviderType {
  /** Of the options under `metrics`. */
  readonly options: z.ZodType<{ readonly type: string } & Readonly<Record<string, unknown>>>;
  /** Throws an error for people when it cannot work with these. */
  create(settings: MetricProviderSettings): MetricProvider;
  readonly rebuild: Rebuild;
}

/** The metric providers there are, by the `type` they have under `metrics`. */
export const metricProviders: Readonly<Record<'scrape', MetricProviderType>> = {
  scrape: {
    options: scrapeOptions,
    rebuild,
    create({ agentToken, metrics, folder = '.' }) {
      const { history } = metrics?.type === 'scrape' ? scrapeOptions.parse(metrics) : {};
      return scrapeProvider({
        ...(agentToken && { token: agentToken }),
        ...(history && { recorded: readRecorded(resolve(folder, history)) }),
      });
    },
  },
};
