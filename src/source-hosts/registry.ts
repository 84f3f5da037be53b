import { gitHost } from './git/index.js';
import type { SourceHost } from './source-host.js';

/** What a source host is given: `cacheDir` is a folder of its own that may be lost. */
export interface SourceHostOptions {
  readonly cacheDir: string;
}

/** The source hosts there are, by name. */
export const sourceHosts: Record<'git', { create(options: SourceHostOptions): SourceHost }> = {
  git: { create: gitHost },
};
