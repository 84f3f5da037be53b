import { keyOf } from './candidate.js';
import { isGap, lastLookUntil, lookAt, type Clock } from './clock.js';
import type { Advice, Notice, StreamEvidence } from './evidence.js';
import { explain } from './explanation.js';
import { newMemory, type Memory } from './stream-memory.js';
import { noticesOfStart, outliers, sickBaselines } from './notices.js';
import { withBaseline, type SiteReading } from './reading.js';
import type { JudgeSettings } from './settings.js';
import { evidenceOf } from './stream-evidence.js';
import { statistics } from './statistics.js';
import type { Moment } from './stream.js';
import { telemetry, type TelemetryState } from './telemetry.js';
import type { ThresholdState } from './threshold.js';
import { forgetful, thresholdAt } from './threshold-stream.js';
import { shown, verdict, type Standing } from './verdict.js';

export type { JudgeSettings } from './settings.js';

/** All that is remembered between polls: plain JSON, by stream `<site>/<check>`. */
export interface JudgeState extends Memory {
  /** Those of threshold checks. The name is older than the others, and running deployments have written it. */
  readonly streams: Readonly<Record<string, ThresholdState>>;
  readonly telemetry: Readonly<Record<string, TelemetryState>>;
  /** What was said once and is not said again. */
  readonly said: readonly string[];
  readonly standing: Standing;
  /** The deadline for which the last look runs; absent before one was reached. */
  readonly due?: number;
  /** Polls since the start, or since the last gap without looks. */
  readonly fresh: number;
  readonly gap: boolean;
}

/** One reading of all sites, evaluated at `at` (epoch ms). */
export interface Poll {
  readonly at: number;
  readonly sites: readonly SiteReading[];
}

export interface Judgement {
  readonly state: JudgeState;
  readonly clock: Clock;
  /** Time without looks that moved the deadline, in ms. */
  readonly missed: number;
  readonly streams: readonly StreamEvidence[];
  readonly advice: Advice;
  readonly notices: readonly Notice[];
}

const newState: JudgeState = {
  ...newMemory,
  streams: {},
  telemetry: {},
  said: [],
  standing: { bad: [] },
  fresh: 0,
  gap: false,
};

/** So many polls after a gap without looks make evidence that stands by itself. */
const freshPolls = 3;

/** Judges one poll: numbers in; evidence, reasons and advice out. Pure: no clock of its own, no I/O, no randomness. */
export function judge(
  settings: JudgeSettings,
  before: JudgeState = newState,
  clock: Clock,
  poll: Poll,
): Judgement {
  const { intervalsPerPoll } = settings;
  const looked = lookAt(clock, poll.at, intervalsPerPoll);
  // Where every look comes late, each would be a gap of its own, and nothing would ever be decided.
  const gap = isGap(clock, poll.at, intervalsPerPoll) && !before.gap;
  const fresh = gap ? 1 : before.fresh + 1;
  const healing = (before.gap || gap) && fresh < freshPolls;
  const due = settings.waits ? { ...looked.clock, deadline: Infinity, latest: Infinity } : looked.clock;
  const moment = momentOf(before, due, poll.at);
  const seen = see(settings, gap ? forgetful(before) : before, clock, moment, poll);
  const { policy } = settings;
  const decided = verdict(policy, before.standing, due, poll.at, seen.evidence, !healing);
  const first = asksFirst(settings, before);
  const advice = first ?? decided.advice;
  const once: Notice[] = [
    ...noticesOfStart(settings, looked.clock),
    ...sickBaselines(settings, seen.evidence),
    ...outliers(seen.streams),
  ].filter((notice) => !before.said.includes(keyOfNotice(notice)));
  return {
    state: {
      ...seen.state,
      said: [...before.said, ...once.map(keyOfNotice), ...(first ? [asked] : [])],
      standing: decided.standing,
      ...(moment !== 'before' && { due: looked.clock.deadline }),
      fresh,
      gap: healing,
    },
    clock: looked.clock,
    missed: looked.missed,
    streams: seen.evidence,
    advice,
    notices: [
      ...seen.notices,
      ...once,
      ...(decided.lastLook ? [lastLook(seen.evidence, looked.clock)] : []),
      ...(isVerdict(advice) ? explained(seen.streams, seen.thresholds) : []),
    ],
  };
}

/** Moves all streams on by a poll. */
function see(settings: JudgeSettings, before: JudgeState, clock: Clock, moment: Moment, poll: Poll) {
  const compares = settings.checks.some(
    (check) => check.kind !== 'threshold' || check.compare === 'baseline',
  );
  const readings = new Map(poll.sites.map((reading) => [reading.site, reading]));
  const sites = settings.sites.map((site) => {
    const reading = readings.get(site.site) ?? unread(site.site);
    const comparable = site.compared && compares ? withBaseline(reading) : reading;
    const seen = telemetry(before.telemetry[site.site], comparable, clock, poll.at);
    return { ...site, reading: comparable, alone: reading, telemetry: seen };
  });
  const thresholds = sites.flatMap((site) =>
    settings.checks
      .filter((check) => check.kind === 'threshold')
      .map((check) => {
        const reading = check.compare === 'none' ? site.alone : site.reading;
        return thresholdAt(check, { ...site, reading }, before.streams, poll.at);
      }),
  );
  // Counts of a canary that nothing is beside now are carried until there is something to compare them with.
  const inputs = sites.map((site) => inputOf(site.alone, poll.at));
  const { memory, streams } = statistics(settings, before, moment, inputs);
  const bySite = new Map(sites.map((site) => [site.site, site]));
  const found = streams.map((s) => evidenceOf(s, bySite.get(s.site), moment));
  return {
    streams,
    thresholds: thresholds.map((t) => t.evidence),
    evidence: [...thresholds.map((t) => t.evidence), ...found],
    state: {
      ...memory,
      streams: Object.fromEntries(thresholds.map((t) => [keyOf(t.evidence.site, t.evidence.check), t.state])),
      telemetry: Object.fromEntries(sites.map((s) => [s.site, s.telemetry.state])),
    },
    notices: sites.flatMap((s): readonly Notice[] => s.telemetry.notices),
  };
}

const lastLook = (streams: readonly StreamEvidence[], clock: Clock): Notice => ({
  kind: 'last-look',
  problems: shown(streams.filter((s) => s.evidence === 'bad')),
  until: new Date(lastLookUntil(clock)).toISOString(),
});

const explained = (...streams: Parameters<typeof explain>): Notice[] => [
  { kind: 'explained', streams: explain(...streams) },
];

const asked = 'asked';

/** Where even the longest analysis could not decide, a person is asked at once rather than after an hour. */
function asksFirst({ judge: { undecidable } }: JudgeSettings, before: JudgeState): Advice | undefined {
  return undecidable === undefined || before.said.includes(asked)
    ? undefined
    : { kind: 'ask', why: undecidable };
}

const isVerdict = ({ kind }: Advice) => kind === 'roll-back' || kind === 'roll-out' || kind === 'ask';

const keyOfNotice = (notice: Notice): string => {
  if (notice.kind === 'sick-baseline') return `${notice.kind}/${notice.figure.site}/${notice.figure.check}`;
  if (notice.kind === 'outlier-instance') return `${notice.kind}/${notice.site}/${notice.instance}`;
  return notice.kind;
};

/** The deadline's own poll is the first at or after it; one that was moved since is another deadline. */
function momentOf({ due }: JudgeState, { deadline }: Clock, at: number): Moment {
  if (at < deadline) return 'before';
  return due === deadline ? 'after' : 'deadline';
}

const unread = (site: string): SiteReading => ({
  site,
  kind: 'provider-error',
  why: 'the site was not read',
});

const inputOf = (reading: SiteReading, at: number) =>
  reading.kind === 'counts'
    ? { site: reading.site, poll: { at, canary: reading.canary, baseline: reading.baseline } }
    : { site: reading.site };
