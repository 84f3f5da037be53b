import type { Env } from './product.js';

/** The environment without a person's own Temporal, Slack and GitHub, which are none of the tests' business. */
export function cleanEnv(more: Env): Env {
  const foreign = /^(TEMPORAL|SLACK|GITHUB|MERGANSER)_/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), TEMPORAL_CONFIG_FILE: '/there/is/none.toml', ...more };
}
