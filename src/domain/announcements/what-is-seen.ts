import { roughly } from '../durations.js';
import { explanationLines } from './explained.js';
import { short } from '../ids.js';
import type { Announcement, Doubt } from './announcement.js';
import { figureLine, valueOf } from './figures.js';
import { say, type Line } from './parts.js';
import { changeBy, drifted, otherwise, printed, reviewedBy, time } from './phrases.js';
import type { Sentences } from './words.js';

type Starting = Extract<Announcement, { kind: 'starting' }>;

function starting({ service, id, change, also, firstAt, drift = [], until }: Starting): readonly Line[] {
  return [
    say`Starting analysis of ${service} with deployment id ${id}`,
    [...changeBy(change), ...reviewedBy(change)],
    ...(change.link ? [say`See ${{ link: change.link }}`] : []),
    ...also.map((c): Line => [...say`Also contains ${short(c.commit)} `, ...changeBy(c)]),
    ...(firstAt.length > 0 ? [say`First version in ${firstAt.join(', ')}, not compared`] : []),
    ...drift.map(drifted),
    say`Will do the analysis until ${time(until)}`,
  ];
}

function unproven(service: string, because: Doubt | undefined): Line {
  if (because === 'no-data') return say`There are no metrics of ${service} to decide by.`;
  return because === 'doubted'
    ? say`${service} was bad at the deadline, and the last look could not tell whether it still is.`
    : say`Nothing bad was seen in ${service}, but there was too little traffic to be sure.`;
}

/** What is said from the start of an analysis to its verdict. */
export const whatIsSeen = {
  starting,
  failing: ({ service, problems, waiting }) => [
    waiting
      ? say`The checks for ${service} are failing, while it waits for a person.`
      : say`The checks for ${service} are failing. I will soon roll this back if it doesn't recover.`,
    ['Problems are:'],
    ...problems.map(figureLine),
  ],
  'failed-too-much': ({ service, problems }) => [
    say`The checks for ${service} have failed too much. I will roll this back. Problems are:`,
    ...problems.map(figureLine),
  ],
  'all-green': ({ service, results }) => [
    say`The checks for ${service} are all green. I will roll this out. Check results are:`,
    ...results.map(figureLine),
  ],
  unproven: ({ service, because, results }) => [
    [...unproven(service, because), ' I will roll this out unproven.'],
    ...results.map(figureLine),
  ],
  'unproven-rollback': ({ service, because }) => [[...unproven(service, because), ' I will roll this back.']],
  recovered: ({ service, until }) => [
    until === undefined
      ? say`The checks for ${service} have recovered. It still waits for a person.`
      : say`The checks for ${service} have recovered. The analysis goes on until ${time(until)}`,
  ],
  'telemetry-lost': ({ service, site, seconds }) => [
    say`No metrics from ${service} in ${site} for ${seconds} s. This is not counted against the canary.`,
  ],
  'sick-baseline': ({ figure }) => [
    say`The version beside it fails as well: ${figure.check} ${[valueOf(figure)]} in ${figure.site}. If this is the fix for it, promote rolls it out anyway.`,
  ],
  'outlier-instance': ({ site, instance, errors, of, arm }) => [
    say`One instance in ${site} is far from the others: ${instance} (${arm}) has ${errors} of the ${of} errors. Look at that instance; the version may not be the cause.`,
  ],
  'not-calibrated': ({ sites }) => [
    say`I know too little of the past to tell bursts from failures quickly (${reasons(sites)}), so I start carefully.`,
  ],
  'slow-to-decide': ({ service, seconds, until }) => [
    seconds === null
      ? say`At this traffic I cannot prove that a healthy ${service} is no worse. I will look until ${time(until)}.`
      : say`At this traffic it takes about ${roughly(seconds * 1_000)} to prove a healthy ${service}, longer than configured. I will look until ${time(until)} if I have to.`,
  ],
  'last-look': ({ service, problems, until }) => [
    say`The deadline for ${service} is here and a check is still bad. I will take a last look at fresh numbers, until ${time(until)} at most.`,
    ...problems.map(figureLine),
  ],
  explained: ({ streams }) => explanationLines(streams),
  extended: ({ service, until }) => [
    say`There is not enough to decide about ${service} yet. I will look until ${time(until)}.`,
  ],
  'looks-missed': ({ service, seconds, until }) => [
    say`I could not look at ${service} for ${seconds} s. The analysis goes on until ${time(until)}`,
  ],
  asking: ({ service, why, until }) => [
    say`I cannot decide about ${service}: ${why}. Please promote or abort it; I will roll it back at ${time(until)}.`,
  ],
  'nobody-answered': ({ service, unchanged }) => [
    [
      ...say`Nobody decided about ${service} in time. `,
      unchanged ? 'Nothing was changed.' : 'I will roll this back.',
    ],
  ],
  'soon-over': ({ service, until, then }) => [
    say`${service} still waits for a person to promote, resume or abort it. ${otherwise(then, until)}.`,
  ],
  kept: ({ service, why, until, problems, output }) => [
    say`I would roll ${service} back, but its commit says "Rollback: never": ${why}. Please promote, resume or abort it; ${otherwise('ask-again', until)}.`,
    ...problems.map(figureLine),
    ...printed(output),
  ],
  healed: ({ service, seconds }) => [say`${service} recovered after ${seconds} s.`],
  'still-failing': ({ service, seconds, problems }) => [
    say`${service} is still failing ${seconds} s after the rollback: the cause may not be this version.`,
    ...problems.map(figureLine),
  ],
  'not-measured': ({ service, why }) => [say`I could not measure whether ${service} has recovered: ${why}.`],
} satisfies Partial<Sentences>;

const reasons = (sites: readonly { readonly site: string; readonly why: string }[]) =>
  sites.map(({ site, why }) => `${site}: ${why}`).join('; ');
