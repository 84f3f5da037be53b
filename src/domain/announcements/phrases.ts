import type { Change } from '../change.js';
import type { Drift } from '../drift.js';
import { short } from '../ids.js';
import type { By, Expires, SiteVersion } from './announcement.js';
import { say, type Line } from './parts.js';

/** `13:10:00 UTC`, from an ISO 8601 time. */
export const time = (iso: string): Line => [`${iso.slice(11, 19)} UTC`];

/** A login gets its @; a full name (`Jane Doe`) stays a name. */
export const who = (name: string) => (/\s/.test(name.trim()) ? name : `@${name.replace(/^@/, '')}`);

/** `"Fix rounding" by @kim` */
export const changeBy = (change: Pick<Change, 'subject' | 'author'>): Line => [
  ...say`"${change.subject}"`,
  ...(change.author ? say` by ${who(change.author)}` : []),
];

/** `, reviewed by @joe, @kim`, or `, not reviewed`. */
export const reviewedBy = ({ reviewers }: Change): Line =>
  reviewers.length > 0 ? say`, reviewed by ${reviewers.map(who).join(', ')}` : [', not reviewed'];

/** `@ann aborted cart: "wrong flag"` */
export function said(did: string, service: string, { by, reason }: By): Line {
  const person = by ? who(by) : 'Somebody';
  return [...say`${person} ${[did]} ${service}`, ...(reason ? say`: "${reason}"` : [])];
}

const runs = (sites: readonly string[]) => (sites.length === 1 ? 'runs' : 'run');

/** `site_1, site_2 run ac3a6c` */
export const run = (sites: readonly string[], commit: string): Line =>
  say`${sites.join(', ')} ${[runs(sites)]} ${short(commit)}`;

/** `site_2 runs ab12cd, not ef34ab as elsewhere` */
export const drifted = ({ sites, commit, not, elsewhere }: Drift): Line => [
  ...run(sites, commit),
  ...say`, not ${short(not)}${[elsewhere ? ' as elsewhere' : ', which I rolled out last']}`,
];

/** `site_1, site_2 run 77f01b again; site_3 runs nothing again` */
export const runAgain = (all: readonly SiteVersion[]): Line => runEach(all, ' again');

/** `site_1, site_2 run 77f01b; site_3 runs nothing`. Sites that were left are not told of. */
export function runEach(all: readonly SiteVersion[], again = ''): Line {
  const sites = all.filter((site) => !site.left);
  if (sites.length === 0) return ['no site needed it'];
  const commits = [...new Set(sites.map((site) => site.commit))];
  return commits.flatMap((commit, i): Line => {
    const at = sites.filter((site) => site.commit === commit).map((site) => site.site);
    const what = commit ? short(commit) : 'nothing';
    return [...(i > 0 ? ['; '] : []), ...say`${at.join(', ')} ${[runs(at)]} ${what}${[again]}`];
  });
}

/** The last lines of what a version printed. */
export const printed = (output: readonly string[]): readonly Line[] => output.map((line) => say`  ${line}`);

/** `I will roll it back at 13:10:00 UTC`, where nobody decides until then. */
export const otherwise = (then: Expires['then'], until: string): Line => [
  `I will ${{ 'roll-back': 'roll it back', end: 'give it up', 'ask-again': 'ask again' }[then]} at `,
  ...time(until),
];
