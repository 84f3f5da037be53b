import type { Logger } from 'pino';
import { serveAt, type Served } from './net/serve.js';
import { starterApp, type AppOptions } from './starter/app.js';

/** What {@link runStarter} needs: `listen` is `host:port`, port 0 for a free one. */
export interface StarterOptions extends AppOptions {
  readonly listen: string;
}

/** Starts the HTTP server that takes GitHub's webhooks. Resolves when it listens. */
export function runStarter(options: StarterOptions, log: Logger): Promise<Served> {
  return serveAt(options.listen, starterApp(options, log).fetch);
}
