import type { Registration } from '../config/settings.js';
import { hostedRepository, localRepository } from '../domain/repository.js';
import type { PushPayload } from './payload.js';

/**
 * The services of the repository that was pushed to. A fork has another name and other addresses, so it has none.
 * Compared by address, whichever of its forms was configured; by `owner/name` where only that was.
 */
export function servicesOf(pushed: PushPayload['repository'], registrations: readonly Registration[]) {
  const addresses = [pushed.clone_url, pushed.html_url, pushed.ssh_url, pushed.git_url].filter(
    (address) => address !== undefined,
  );
  const keys = new Set(addresses.map(keyOf));
  if (pushed.full_name) keys.add(keyOf(pushed.full_name));
  return registrations.filter(({ repository }) => keys.has(keyOf(repository)));
}

function keyOf(repository: string): string {
  const hosted = hostedRepository(repository);
  if (hosted) return hosted.key;
  return /^[\w.-]+\/[\w.-]+$/.test(repository) ? repository.toLowerCase() : localRepository(repository);
}
