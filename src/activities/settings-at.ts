import type { ServiceSettings } from '../config/settings.js';
import type { CommitRef } from '../domain/change.js';
import type { Ports } from './ports.js';

/** The file in a repository that may hold its services' settings. */
const settingsFile = '.merganser.yaml';

/** A service's settings at a commit. Throws a ConfigError with all that is wrong. */
export async function settingsAt(ports: Ports, service: string, at: CommitRef): Promise<ServiceSettings> {
  const { repository, commit } = at;
  const text = await ports.sourceHost.file({ repository, commit }, settingsFile);
  const file = `${settingsFile} at ${commit.slice(0, 6)}`;
  return ports.configuration.resolve(service, text === undefined ? undefined : { text, file });
}
