import { z } from 'zod';
import { ConfigError, loadPlatform, type Adapters, type Platform } from '../../src/config/load.js';

const options = (schema: z.ZodType) => ({ options: schema });

/** Adapters as small as they can be: what is tested is the configuration around them. */
export const adapters: Adapters = {
  targets: { process: options(z.strictObject({ type: z.literal('process'), url: z.url() })) },
  metrics: {
    scrape: options(z.strictObject({})),
    prometheus: options(z.strictObject({ type: z.literal('prometheus'), url: z.url() })),
  },
  notifiers: {
    slack: options(z.strictObject({ channel: z.string() })),
    console: options(z.strictObject({})),
  },
};

/** Three sites and whatever else is given. */
export function platformText(rest: string): string {
  const sites = [1, 2, 3].map(
    (n) => `  - {name: site_${n}, target: {type: process, url: 'http://site-${n}:7401'}}\n`,
  );
  return `version: 1\nsites:\n${sites.join('')}${rest}`;
}

export const load = (rest: string): Platform => loadPlatform(platformText(rest), 'merganser.yaml', adapters);

/** Settings of `cart`, which has its home in its repository. */
export function fromRepository(text: string, platform = '') {
  const services = 'services: [{service: cart, repository: /git/cart}]\n';
  return load(`${services}${platform}`).resolve('cart', { text, file: '.merganser.yaml' });
}

/** A problem as tables write it. */
export type Expected = readonly [
  code: string,
  line: number,
  column: number,
  path: string,
  suggestion?: string,
];

/** Problems of a whole platform file. */
export function problemsOf(text: string): Expected[] {
  try {
    loadPlatform(text, 'merganser.yaml', adapters);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ code, line, column, path, suggestion }) =>
      suggestion === undefined ? [code, line, column, path] : [code, line, column, path, suggestion],
    );
  }
}
