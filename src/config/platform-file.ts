import type { z } from 'zod';
import { readNotify, readTyped, type Adapters, type Destination } from './adapters.js';
import { checkLimits } from './limits.js';
import { frame, limits as limitsSchema, site as siteSchema } from './platform-schema.js';
import type { Path } from './problems.js';
import type { Report } from './report.js';
import { checkRules, checkSites } from './rules.js';
import { finish, readGiven } from './service-home.js';
import { defaults as defaultsSchema, platformService, registrationKeys } from './service-schema.js';
import type { Registration, ServiceSettings } from './settings.js';
import { settle, type Base, type Given } from './settle.js';

interface ReadService {
  readonly registration: Registration;
  readonly path: Path;
  /** Absent where the service's home is its own repository. */
  readonly settings?: ServiceSettings;
}

/** A platform file as it was read. */
export interface PlatformFile {
  readonly owner: string;
  readonly base: Base;
  readonly services: readonly ReadService[];
}

/** Reads every part of the file, whatever is wrong with the others; undefined when too little is left to go on with. */
export function readPlatform(report: Report, adapters: Adapters): PlatformFile | undefined {
  if (!report.readable || isServiceFile(report)) return undefined;
  const whole = report.parse(frame, []);
  const sites = report.elements(['sites']).flatMap((path) => readSite(report, path, adapters) ?? []);
  const metrics = readMetrics(report, adapters);
  const notify = readDefaultNotify(report, adapters);
  const limits = report.has(['limits']) ? report.parse(limitsSchema, ['limits']) : {};
  const defaults: Given<z.output<typeof defaultsSchema>> | undefined = report.has(['defaults'])
    ? readGiven(report, defaultsSchema, ['defaults'], adapters.notifiers)
    : { settings: {} };
  once(report, ['sites'], 'name');
  once(report, ['services'], 'service');
  // What could not be read is left out, so that the rest is held against the rules all the same.
  const base: Base = {
    sites,
    metrics: metrics ?? { type: '' },
    notify: notify ?? { type: '' },
    defaults: defaults ?? { settings: {} },
    limits: limits ?? {},
  };
  const known = siteNames(report);
  checkSites(report, ['limits', 'sites'], base.limits.sites ?? [], known);
  const services = report
    .elements(['services'])
    .flatMap((path) => readService(report, path, base, defaults?.settings ?? {}, known, adapters) ?? []);
  if (services.some(({ settings }) => !settings)) checkDefaults(report, base, known);
  return whole && { owner: whole.owner, base, services };
}

/** Whether somebody took a service's `.merganser.yaml` for the platform file: one problem then says it all. */
function isServiceFile(report: Report): boolean {
  if (typeof report.get(['service']) !== 'string' || report.has(['version'])) return false;
  const allowed =
    'the platform file, which names sites and services. This one stays in its repository, and is read at the commit to deploy';
  report.add(['service'], { code: 'config-service-file', allowed }, 'key');
  return true;
}

function readSite(report: Report, path: Path, adapters: Adapters) {
  const site = report.parse(siteSchema, path);
  const target = site && readTyped(report, [...path, 'target'], site.target, adapters.targets);
  return target && { name: site.name, target };
}

function readMetrics(report: Report, adapters: Adapters) {
  const value = report.has(['metrics']) ? report.get(['metrics']) : { type: 'scrape' };
  const isTyped =
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  return isTyped
    ? readTyped(report, ['metrics'], { ...value, type: String(value.type) }, adapters.metrics)
    : undefined;
}

function readDefaultNotify(report: Report, adapters: Adapters): Destination | undefined {
  return report.has(['notify']) ? readNotify(report, ['notify'], adapters.notifiers) : { type: 'console' };
}

function readService(
  report: Report,
  path: Path,
  base: Base,
  { branch = 'main', paths = [] }: { branch?: string; paths?: readonly string[] },
  known: readonly string[],
  adapters: Adapters,
): ReadService | undefined {
  const given = readGiven(report, platformService, path, adapters.notifiers);
  if (!given) return undefined;
  const { service, repository } = given.settings;
  const registration = {
    service,
    repository,
    branch: given.settings.branch ?? branch,
    paths: given.settings.paths ?? paths,
  };
  if (Object.keys(given.settings).every((key) => registrationKeys.includes(key)))
    return { registration, path };
  const settled = settle(given, base, { bounded: false });
  checkRules(report, path, settled, known);
  const settings = finish(report, path, registration, settled, base);
  return settings && { registration, path, settings };
}

/** A service file that says nothing must be good, so the defaults alone have to be, and within the limits. */
function checkDefaults(report: Report, base: Base, known: readonly string[]): void {
  const settled = settle({ settings: {} }, base, { bounded: true });
  checkRules(report, ['defaults'], settled, known);
  checkLimits(report, ['defaults'], { settings: {} }, settled, base.limits);
}

/** Names of sites as written, good or not: whether they are good is said once, where they stand. */
function siteNames(report: Report): string[] {
  return report.elements(['sites']).map((path) => String(report.get([...path, 'name'])));
}

/** No two elements of a list may have the same name. */
function once(report: Report, path: Path, key: string): void {
  const seen = new Set<unknown>();
  for (const element of report.elements(path)) {
    const name = report.get([...element, key]);
    if (typeof name === 'string' && seen.has(name)) {
      report.add([...element, key], { code: 'config-duplicate', found: name, allowed: `each ${key} once` });
    }
    seen.add(name);
  }
}
