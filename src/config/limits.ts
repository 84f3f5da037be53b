import { formatDuration } from '../domain/durations.js';
import { checkNameOf } from './checks.js';
import { asPercent, judgeFindings, type Finding } from './judge-limits.js';
import type { Limits } from './platform-schema.js';
import type { Path } from './problems.js';
import type { Report } from './report.js';
import type { Given, Settled } from './settle.js';

/** Holds settings that come from a service's own file against the platform's `limits`. `path`: where they stand. */
export function checkLimits(report: Report, path: Path, own: Given, settled: Settled, limits: Limits): void {
  const all = [
    ...durations(settled, limits),
    ...capacity(settled, limits),
    ...places(settled, limits),
    ...commands(settled, limits),
    ...checks(own, limits),
    ...policies(settled, limits),
    ...judgeFindings(own, settled, limits),
  ];
  for (const [below, found, allowed] of all)
    report.add([...path, ...below], { code: 'config-limit', found, allowed });
}

function* durations({ analysis }: Settled, { duration: { min, max } = {} }: Limits): Iterable<Finding> {
  const { duration, maxDuration } = analysis;
  if (min !== undefined && duration < min) {
    yield [['analysis', 'duration'], formatDuration(duration), `${formatDuration(min)} or more`];
  }
  if (max !== undefined && maxDuration > max) {
    yield [['analysis', 'maxDuration'], formatDuration(maxDuration), `at most ${formatDuration(max)}`];
  }
}

function* capacity(
  { run, weight }: Settled,
  { instances: most = Infinity, weight: range = {} }: Limits,
): Iterable<Finding> {
  if (run.instances > most) yield [['instances'], String(run.instances), `at most ${most}`];
  if (run.canaryInstances > most)
    yield [['canary', 'instances'], String(run.canaryInstances), `at most ${most}`];
  const { min = 0, max = 1 } = range;
  if (weight < min || weight > max) {
    yield [['canary', 'weight'], asPercent(weight), `from ${asPercent(min)} to ${asPercent(max)}`];
  }
}

function* places({ sites, notify }: Settled, limits: Limits): Iterable<Finding> {
  const { sites: allowed, channels } = limits;
  for (const [i, site] of sites.entries()) {
    if (allowed && !allowed.includes(site)) yield [['sites', i], site, allowed.join(', ')];
  }
  const channel = notify['channel'];
  if (channels && (channel === undefined || !matchesAny(channels, channel))) {
    yield [['notify'], channel ?? notify.type, `the channels ${channels.join(', ')}`];
  }
}

function* commands({ run: { build, start, envFile } }: Settled, limits: Limits): Iterable<Finding> {
  for (const [key, command] of Object.entries({ build, start })) {
    if (command === undefined || !limits.commands || matchesAny(limits.commands, command)) continue;
    yield [[key], JSON.stringify(command.slice(0, 100)), limits.commands.join(', ')];
  }
  if (envFile !== undefined && limits.envFiles && !matchesAny(limits.envFiles, envFile)) {
    yield [['envFile'], envFile, limits.envFiles.join(', ')];
  }
}

function* checks(
  { settings }: Given,
  { checks: { most = Infinity, always = [] } = {} }: Limits,
): Iterable<Finding> {
  const given = settings.checks ?? [];
  if (given.length > most) yield [['checks'], `${given.length} checks`, `at most ${most}`];
  const fixed = always.map(checkNameOf);
  for (const [i, check] of given.entries()) {
    const name = checkNameOf(check);
    if (fixed.includes(name))
      yield [['checks', i], name, `another name: the platform has a check of this name for every service`];
  }
}

function* policies({ policy }: Settled, { policy: allowed = {} }: Limits): Iterable<Finding> {
  if (allowed.unproven && !allowed.unproven.includes(policy.unproven)) {
    yield [['policy', 'unproven'], policy.unproven, allowed.unproven.join(', ')];
  }
  if (allowed.noData && !allowed.noData.includes(policy.noData)) {
    yield [['policy', 'noData'], policy.noData, allowed.noData.join(', ')];
  }
  if (allowed.quarantine && !allowed.quarantine.includes(policy.quarantine)) {
    yield [['policy', 'quarantine'], policy.quarantine, allowed.quarantine.join(', ')];
  }
}

const shellOperators = /[;&|<>$`()\n\r]|\.\.\//;

/** Whether a text is one of the patterns. `*` stands for any text; what a shell could read as more than words must be there word for word. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some(
    (pattern) => pattern === text || (!shellOperators.test(text) && matches(pattern, text)),
  );
}

/** By parts and not by regular expression, which foreign text could keep busy for ever. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= end;
}
