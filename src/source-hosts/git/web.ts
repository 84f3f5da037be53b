import { hostedRepository, localRepository } from '../../domain/repository.js';
import { gitAsk } from './git.js';

/**
 * The web address of a repository's pages: what is known, else what its URL tells, else, for a repository on this
 * machine, what its setting `merganser.web` says.
 */
export async function webOf(repository: string, known?: string): Promise<string | undefined> {
  const web = known ?? hostedRepository(repository)?.web ?? (await configured(localRepository(repository)));
  return web && /^https?:\/\//.test(web) ? web.replace(/\/+$/, '') : undefined;
}

/** A link is not worth an error. */
async function configured(path: string): Promise<string | undefined> {
  const args = ['-C', path, 'config', '--local', '--get', 'merganser.web'];
  return (await gitAsk(args).catch(() => undefined))?.trim();
}
