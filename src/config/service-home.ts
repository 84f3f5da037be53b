import { z } from 'zod';
import type { Adapters } from './adapters.js';
import { readNotify } from './adapters.js';
import { checkLimits } from './limits.js';
import { formatPath, printable, type Path } from './problems.js';
import { Report } from './report.js';
import { checkRules } from './rules.js';
import { ownService, type Settings } from './service-schema.js';
import type { Registration, ServiceSettings } from './settings.js';
import { settle, type Base, type Given, type Settled } from './settle.js';

/** A `.merganser.yaml` as it was read; `file` is how it is called in problems. */
export interface RepositoryFile {
  readonly text: string;
  readonly file: string;
}

/** Reads what stands at a path about a service. */
export function readGiven<S extends z.ZodType<Settings>>(
  report: Report,
  schema: S,
  path: Path,
  notifiers: Adapters['notifiers'],
): Given<z.output<S>> | undefined {
  const settings = report.parse(schema, path);
  const place = [...path, 'notify'];
  const notify = report.has(place) ? readNotify(report, place, notifiers) : undefined;
  return settings && { settings, ...(notify && { notify }) };
}

/** The settings of a service that has its home in its repository. Throws a ConfigError with all that is wrong in its file. */
export function settingsFromRepository(
  registration: Registration,
  { text, file }: RepositoryFile,
  base: Base,
  notifiers: Adapters['notifiers'],
): ServiceSettings {
  const report = new Report(text, file);
  const path = report.readable ? findService(report, registration.service) : undefined;
  const own = path && readGiven(report, ownService, path, notifiers);
  if (!path || !own) throw report.error();
  const settled = settle(own, base, { bounded: true });
  checkRules(
    report,
    path,
    settled,
    base.sites.map(({ name }) => name),
  );
  checkLimits(report, path, own, settled, base.limits);
  const settings = finish(report, path, registration, settled, base);
  if (!settings || report.problems.length > 0) throw report.error();
  return settings;
}

/** Adds who the service is and where its sites are; undefined when there is nothing to start. */
export function finish(
  report: Report,
  path: Path,
  registration: Registration,
  settled: Settled,
  base: Base,
): ServiceSettings | undefined {
  const { start } = settled.run;
  if (start === undefined) {
    report.add([...path, 'start'], {
      code: 'config-missing-key',
      allowed: 'the command that starts the service on $PORT',
    });
    return undefined;
  }
  const chosen = settled.sites.flatMap((name) => base.sites.filter((site) => site.name === name));
  const sites = chosen.map(({ name, target }) => ({ site: name, service: registration.service, target }));
  return { ...registration, ...settled, sites, run: { ...settled.run, start } };
}

/** Where a file speaks of a service, if it does at all. Says nothing of what is wrong with it. */
export function serviceNamedIn(
  { text, file }: RepositoryFile,
  service: string,
): { report: Report; path: Path } | undefined {
  const report = new Report(text, file);
  const path = places(report).find((place) => report.get([...place, 'service']) === service);
  return path && { report, path };
}

function places(report: Report): Path[] {
  return report.has(['services']) ? report.elements(['services']) : [[]];
}

const list = z.strictObject({ services: z.array(z.unknown()).min(1, 'one service or more') });

/** The path of the service in the file; undefined, with a problem, when it is not there or there twice. */
function findService(report: Report, service: string): Path | undefined {
  if (report.has(['services'])) report.parse(list, []);
  const all = places(report);
  const [path, again] = all.filter((place) => report.get([...place, 'service']) === service);
  if (again)
    report.add(again, {
      code: 'config-duplicate',
      found: service,
      allowed: `once: it stands at ${formatPath(path ?? [])} too`,
    });
  if (path) return path;
  const [only] = all;
  if (all.length === 1 && only && typeof report.get([...only, 'service']) !== 'string') return only;
  const names = all
    .map((place) => report.get([...place, 'service']))
    .filter((name) => typeof name === 'string');
  const found = `settings of ${names.map((name) => printable(name, 63)).join(', ') || 'nothing'}, not of ${service}`;
  report.add([], { code: 'config-no-home', found, allowed: `service: ${service}` });
  return undefined;
}
