import { formatDuration } from '../domain/durations.js';
import type { Path } from './problems.js';
import type { Report } from './report.js';
import type { Settled } from './settle.js';
import { nearest } from './suggest.js';

/** What no key can know of itself: the rules between a service's settings. `path`: where the service stands. */
export function checkRules(
  report: Report,
  path: Path,
  settled: Settled,
  knownSites: readonly string[],
): void {
  checkSites(report, [...path, 'sites'], settled.sites, knownSites);
  checkAnalysis(report, [...path, 'analysis'], settled);
  checkChecks(report, [...path, 'checks'], settled);
}

/** Names of sites must exist, once each. */
export function checkSites(
  report: Report,
  path: Path,
  sites: readonly string[],
  known: readonly string[],
): void {
  for (const [i, site] of sites.entries()) {
    if (!known.includes(site)) {
      const wrong = { code: 'config-unknown-site', found: site, allowed: known.join(', ') } as const;
      report.add([...path, i], { ...wrong, suggestion: nearest(site, known) });
    } else if (sites.indexOf(site) < i) {
      report.add([...path, i], { code: 'config-duplicate', found: site, allowed: 'each site once' });
    }
  }
}

function checkAnalysis(report: Report, path: Path, { analysis }: Settled): void {
  const { duration, maxDuration, interval } = analysis;
  if (maxDuration < duration) {
    const allowed = `${formatDuration(duration)} or more, the duration of the analysis`;
    report.add([...path, 'maxDuration'], {
      code: 'config-conflict',
      found: formatDuration(maxDuration),
      allowed,
    });
  }
  if (interval > duration / 3) {
    const allowed = `at most a third of the analysis, which is ${formatDuration(Math.floor(duration / 3))}`;
    report.add([...path, 'interval'], { code: 'config-conflict', found: formatDuration(interval), allowed });
  }
}

function checkChecks(report: Report, path: Path, { analysis, checks }: Settled): void {
  const { duration, interval } = analysis;
  const conflict = (i: number, key: string, found: string, allowed: string) =>
    report.add([...path, i, key], { code: 'config-conflict', found, allowed });
  for (const [i, check] of checks.entries()) {
    const { name } = check;
    if (checks.findIndex((other) => other.name === name) < i) {
      report.add([...path, i, 'name'], {
        code: 'config-duplicate',
        found: name,
        allowed: 'a name for each check',
      });
    }
    if (check.kind !== 'threshold') continue;
    const { window, breaches, outOf } = check;
    if (window > duration) {
      conflict(
        i,
        'window',
        formatDuration(window),
        `at most the analysis, which is ${formatDuration(duration)}`,
      );
    }
    if (outOf > 3 && outOf * interval > duration) {
      const polls = Math.floor(duration / interval);
      conflict(
        i,
        'breaches',
        `${breaches} of ${outOf}`,
        `out of at most ${polls}, the polls of the analysis`,
      );
    }
  }
  if (!checks.some(({ required }) => required)) {
    const allowed = 'one check or more with required: true, as others only warn';
    report.add(path, { code: 'config-conflict', found: 'no check that decides', allowed });
  }
}
