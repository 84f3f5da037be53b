/** A repository at a host, whatever way of fetching its URL names. */
export interface HostedRepository {
  /** The same for `https://github.com/acme/cart`, `git@github.com:acme/Cart.git` and `ssh://git@github.com/acme/cart`. */
  readonly key: string;
  /** Address of its pages. */
  readonly web: string;
}

const scpLike = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)\/?(\S+)$/;

/** Reads a git URL; undefined for a local path or a `file:` URL. */
export function hostedRepository(repository: string): HostedRepository | undefined {
  const scp = scpLike.exec(repository);
  const url = parseUrl(scp ? `ssh://${scp[1]}/${scp[2]}` : repository);
  if (!url || !/^(https?|ssh|git|git\+ssh):$/.test(url.protocol) || !url.hostname) return undefined;
  const path = url.pathname.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const webPages = /^https?:$/.test(url.protocol);
  // GitHub answers git over SSH on port 443 under a name of its own.
  const host = webPages ? url.host : url.hostname.replace(/^ssh\.github\.com$/, 'github.com');
  const web = `${webPages ? url.protocol : 'https:'}//${host}/${path}`;
  return { key: `${host}/${path}`.toLowerCase(), web };
}

/** The directory of a repository on this machine: `file:` URLs as paths, without a slash at the end. */
export function localRepository(repository: string): string {
  const url = repository.startsWith('file:') ? parseUrl(repository) : undefined;
  const path = url ? decoded(url.pathname) : repository;
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
