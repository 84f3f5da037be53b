import { readFile } from 'node:fs/promises';
import type { Adapters } from './adapters.js';
import { ConfigError, type Wrongness } from './problems.js';
import { readPlatform, type PlatformFile } from './platform-file.js';
import { Report } from './report.js';
import { serviceNamedIn, settingsFromRepository, type RepositoryFile } from './service-home.js';
import type { Registration, ServiceSettings } from './settings.js';
import type { Base } from './settle.js';
import { nearest } from './suggest.js';

export type { Adapters } from './adapters.js';
export type { RepositoryFile } from './service-home.js';
export { ConfigError, formatProblems } from './problems.js';

/** A platform file that has been read and found good. */
export interface Platform {
  /** This installation's name. */
  readonly owner: string;
  readonly sites: Base['sites'];
  /** Where counts come from: a type and its options. */
  readonly metrics: Base['metrics'];
  /** Where messages go unless a service says otherwise. */
  readonly notify: ServiceSettings['notify'];
  readonly registrations: readonly Registration[];
  /** Whether the service's settings stand in its own repository's `.merganser.yaml`, and not in the platform file. */
  hasOwnHome(service: string): boolean;
  /**
   * A service's settings. Give the `.merganser.yaml` of the commit whenever there is one: it may be the service's home,
   * and where it is not it must not name the service. Throws a ConfigError with all that is wrong.
   */
  resolve(service: string, repositoryFile?: RepositoryFile): ServiceSettings;
}

/** Reads a platform file. Throws a ConfigError with all that is wrong with it. */
export function loadPlatform(text: string, file: string, adapters: Adapters): Platform {
  const report = new Report(text, file);
  const read = readPlatform(report, adapters);
  if (!read || report.problems.length > 0) throw report.error();
  const { owner, base, services } = read;
  return {
    owner,
    sites: base.sites,
    metrics: base.metrics,
    notify: base.notify,
    registrations: services.map(({ registration }) => registration),
    hasOwnHome: (service) =>
      services.some((known) => known.registration.service === service && !known.settings),
    resolve: (service, repositoryFile) => resolve(report, file, read, adapters, service, repositoryFile),
  };
}

/** Reads a platform file from disk. */
export async function configFromFile(path: string, adapters: Adapters): Promise<Platform> {
  const text = await readFile(path, 'utf8').catch(({ code, message }: NodeJS.ErrnoException) => {
    throw problem(path, {
      code: 'config-no-file',
      found: code === 'ENOENT' ? 'there is none' : message,
      allowed:
        'a platform file. Write one like examples/merganser.yaml, or say where yours is: --config FILE, or MERGANSER_CONFIG',
    });
  });
  return loadPlatform(text, path, adapters);
}

function resolve(
  platform: Report,
  file: string,
  { base, services }: PlatformFile,
  adapters: Adapters,
  service: string,
  repositoryFile: RepositoryFile | undefined,
): ServiceSettings {
  const known = services.find(({ registration }) => registration.service === service);
  if (!known) {
    const names = services.map(({ registration }) => registration.service);
    const wrong = {
      code: 'config-unknown-service',
      found: service,
      allowed: names.join(', ') || 'none',
    } as const;
    throw platform.only(['services'], { ...wrong, suggestion: nearest(service, names) });
  }
  const { registration, settings, path } = known;
  if (settings) {
    const other = repositoryFile && serviceNamedIn(repositoryFile, service);
    if (other) throw other.report.only([...other.path, 'service'], twoHomes(service, file), 'key');
    return settings;
  }
  if (repositoryFile) return settingsFromRepository(registration, repositoryFile, base, adapters.notifiers);
  const allowed = `.merganser.yaml in its repository at the commit to deploy, or more keys (start at least) here`;
  throw platform.only(path, { code: 'config-no-home', found: service, allowed });
}

function twoHomes(service: string, file: string): Wrongness {
  const allowed = `one: remove it here, or leave only service, repository, branch and paths of it in ${file}`;
  return { code: 'config-two-homes', found: `${service} has its settings in ${file} too`, allowed };
}

function problem(file: string, wrong: Wrongness): ConfigError {
  return new ConfigError([{ ...wrong, file, line: 1, column: 1, path: '' }]);
}
