import type { Change } from '../change.js';
import { short } from '../ids.js';
import type { Announcement, By, SiteVersion } from './announcement.js';
import { figureLine, percent } from './figures.js';
import { say, write, type Dialect, type Line } from './parts.js';

export type { Dialect } from './parts.js';

/** Turns an announcement into the text that people read. The sentences are the product's public surface: see the golden test. */
export function render(announcement: Announcement, dialect: Dialect): string {
  return write(lines(announcement), dialect);
}

function lines(a: Announcement): readonly Line[] {
  const s = a.service;
  switch (a.kind) {
    case 'starting':
      return starting(a);
    case 'failing':
      return [
        say`The checks for ${s} are failing. I will soon roll this back if it doesn't recover.`,
        ['Problems are:'],
        ...a.problems.map(figureLine),
      ];
    case 'failed-too-much':
      return [
        say`The checks for ${s} have failed too much. I will roll this back. Problems are:`,
        ...a.problems.map(figureLine),
      ];
    case 'all-green':
      return [
        say`The checks for ${s} are all green. I will roll this out. Check results are:`,
        ...a.results.map(figureLine),
      ];
    case 'unproven':
      return [
        say`Nothing bad was seen in ${s}, but there was too little traffic to be sure. I will roll this out unproven.`,
        ...a.results.map(figureLine),
      ];
    case 'unproven-rollback':
      return [
        say`Nothing bad was seen in ${s}, but there was too little traffic to be sure. I will roll this back.`,
      ];
    case 'recovered':
      return [say`The checks for ${s} have recovered. The analysis goes on until ${time(a.until)}`];
    case 'telemetry-lost':
      return [
        say`No metrics from ${s} in ${a.site} for ${a.seconds} s. This is not counted against the canary.`,
      ];
    case 'sick-baseline': {
      const value = a.figure.before ?? 0;
      const shown = a.figure.unit === 'ratio' ? percent(value) : `${Math.round(value)} ms`;
      return [say`The version beside it fails as well: ${a.figure.check} ${[shown]} in ${a.figure.site}.`];
    }
    case 'extended':
      return [
        say`There is not enough to decide about ${s} yet. I will look until ${[sentenceTime(a.until)]}`,
      ];
    case 'looks-missed':
      return [say`I could not look at ${s} for ${a.seconds} s. The analysis goes on until ${time(a.until)}`];
    case 'asking':
      return [
        say`I cannot decide about ${s}: ${a.why}. Please promote or abort it; I will roll it back at ${[sentenceTime(a.until)]}`,
      ];
    case 'nobody-answered':
      return [say`Nobody decided about ${s} in time. I will roll this back.`];
    default:
      return acting(a);
  }
}

type Acting = Exclude<
  Announcement,
  {
    kind:
      | 'starting'
      | 'failing'
      | 'failed-too-much'
      | 'all-green'
      | 'unproven'
      | 'unproven-rollback'
      | 'recovered'
      | 'telemetry-lost'
      | 'sick-baseline'
      | 'extended'
      | 'looks-missed'
      | 'asking'
      | 'nobody-answered';
  }
>;

function acting(a: Acting): readonly Line[] {
  const s = a.service;
  switch (a.kind) {
    case 'rolled-out':
      return [say`Rolled out ${s}: ${run(a.sites, a.commit)}`];
    case 'adopted':
      return [say`Adopted ${s}: ${run(a.sites, a.commit)}`];
    case 'rolled-back':
      return [say`Rolled back ${s}: ${again(a.sites)}`];
    case 'aborted':
      return [[...said('aborted', s, a), a.undo ? '. I will roll this back.' : '. Nothing was changed.']];
    case 'promoted':
      return [[...said('promoted', s, a), '. I will roll this out.']];
    case 'resumed':
      return [[...said('resumed', s, a), ...say`. I will look until ${[sentenceTime(a.until)]}`]];
    case 'could-not-prepare':
      return [
        say`I could not deploy ${s} with deployment id ${a.id}: ${a.reason}`,
        [...changeOf(a.change), '. Nothing was changed.'],
        ...a.output.map((line) => say`  ${line}`),
      ];
    case 'could-not-start':
      return [
        say`The canary of ${s} could not be started in ${a.site}: ${a.reason}. I will undo it.`,
        ...a.output.map((line) => say`  ${line}`),
      ];
    case 'unhealthy-rollout':
      return [
        say`${s} did not get healthy at full capacity in ${a.site}: ${a.reason}. I will roll this back.`,
        ...a.output.map((line) => say`  ${line}`),
      ];
    case 'site-unreachable':
      return [say`I cannot ${[a.doing]} ${s} in ${a.site} yet: ${a.reason}. I keep trying.`];
    case 'needs-operator':
      return [say`The rollback of ${s} in ${a.site} needs an operator: ${a.reason}. I keep trying.`];
    case 'left-to-newer':
      return [say`I left ${s} in ${a.site} as it is: ${a.reason}`];
    case 'deployment-lost':
      return [
        say`Deployment ${a.id} of ${s} ended without a word (${a.how}). ${[a.undo ? 'I will undo what it did.' : 'It had recorded no change.']}`,
      ];
    case 'already-contained':
      return [say`Not deploying ${short(a.change.commit)} of ${s}: ${short(a.in)} contains it already.`];
    case 'forced-push':
      return [
        [
          ...say`${a.branch} of ${s} was force-pushed to ${short(a.commit)}`,
          ...(a.by ? say` by @${a.by}` : []),
          '. I do not deploy that by myself; ',
          ...say`to deploy it: merganser deploy ${s} ${short(a.commit)}`,
        ],
      ];
  }
}

function starting(a: Extract<Announcement, { kind: 'starting' }>): readonly Line[] {
  return [
    say`Starting analysis of ${a.service} with deployment id ${a.id}`,
    changeLine(a.change),
    ...(a.change.link ? [say`See ${{ link: a.change.link }}`] : []),
    ...a.also.map((c): Line => [
      ...say`Also contains ${short(c.commit)} "${c.subject}"`,
      ...(c.author ? say` by ${who(c.author)}` : []),
    ]),
    ...(a.firstAt.length > 0 ? [say`First version in ${a.firstAt.join(', ')}, not compared`] : []),
    say`Will do the analysis until ${time(a.until)}`,
  ];
}

function changeLine(change: Change): Line {
  const reviewed =
    change.reviewers.length > 0
      ? say`, reviewed by ${change.reviewers.map(who).join(', ')}`
      : [', not reviewed'];
  return [...changeOf(change), ...reviewed];
}

const changeOf = (change: Change): Line => [
  ...say`"${change.subject}"`,
  ...(change.author ? say` by ${who(change.author)}` : []),
];

/** A login gets its @; a full name (`Jane Doe`) stays a name. */
const who = (name: string) => (/\s/.test(name.trim()) ? name : `@${name.replace(/^@/, '')}`);

function said(did: string, service: string, { by, reason }: By): Line {
  const person = by ? who(by) : 'Somebody';
  return [...say`${person} ${[did]} ${service}`, ...(reason ? say`: "${reason}"` : [])];
}

const runs = (sites: readonly string[]) => (sites.length === 1 ? 'runs' : 'run');

const run = (sites: readonly string[], commit: string): Line =>
  say`${sites.join(', ')} ${[runs(sites)]} ${short(commit)}`;

function again(all: readonly SiteVersion[]): Line {
  const sites = all.filter((site) => !site.left);
  if (sites.length === 0) return ['no site needed it'];
  const commits = [...new Set(sites.map((site) => site.commit))];
  return commits.flatMap((commit, i): Line => {
    const at = sites.filter((site) => site.commit === commit).map((site) => site.site);
    const what = commit ? short(commit) : 'nothing';
    return [...(i > 0 ? ['; '] : []), ...say`${at.join(', ')} ${[runs(at)]} ${what} again`];
  });
}

/** `13:10:00 UTC`, from an ISO 8601 time. */
export const time = (iso: string): Line => [`${iso.slice(11, 19)} UTC`];

const sentenceTime = (iso: string) => `${iso.slice(11, 19)} UTC.`;
