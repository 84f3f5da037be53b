import type { Policy } from '../plan.js';
import type { Check } from './checks.js';
import { lookAt, type Clock } from './clock.js';
import type { Advice, Notice, StreamEvidence } from './evidence.js';
import type { SiteReading } from './reading.js';
import { telemetry, type TelemetryState } from './telemetry.js';
import { newThresholdState, threshold, type ThresholdState } from './threshold.js';
import { verdict, type Standing } from './verdict.js';
import { sum } from './window.js';

export interface JudgeSettings {
  readonly checks: readonly Check[];
  /** `compared`: the site had a stable version when the canary came, so there is a baseline. */
  readonly sites: readonly { readonly site: string; readonly compared: boolean }[];
  readonly policy: Pick<Policy, 'rollback' | 'unproven' | 'noData'>;
  readonly pollsPerLook: number;
}

/** All that is remembered between polls: plain JSON, by stream `<site>/<check>`. */
export interface JudgeState {
  readonly streams: Readonly<Record<string, ThresholdState>>;
  readonly telemetry: Readonly<Record<string, TelemetryState>>;
  readonly sick: readonly string[];
  readonly standing: Standing;
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

const newState: JudgeState = { streams: {}, telemetry: {}, sick: [], standing: { bad: [], extended: false } };

/** Judges one poll: numbers in; evidence, reasons and advice out. Pure: no clock of its own, no I/O, no randomness. */
export function judge(
  settings: JudgeSettings,
  before: JudgeState = newState,
  clock: Clock,
  poll: Poll,
): Judgement {
  const looked = lookAt(clock, poll.at, settings.pollsPerLook);
  const sites = settings.sites.map((site) => {
    const reading = poll.sites.find((r) => r.site === site.site) ?? unread(site.site);
    return { ...site, reading, telemetry: telemetry(before.telemetry[site.site], reading, clock, poll.at) };
  });
  const judged = sites.flatMap((site) =>
    settings.checks.map((check) => stream(check, site.site, site.compared, site.reading, before, poll.at)),
  );
  const streams = judged.map((j) => j.evidence);
  const newlySick = streams.filter(
    (s) => isSick(s, settings.checks) && !before.sick.includes(key(s.site, s.check)),
  );
  const decided = verdict(settings.policy, before.standing, looked.clock, poll.at, streams);
  return {
    state: {
      streams: Object.fromEntries(judged.map((j) => [key(j.evidence.site, j.evidence.check), j.state])),
      telemetry: Object.fromEntries(sites.map((s) => [s.site, s.telemetry.state])),
      sick: [...before.sick, ...newlySick.map((s) => key(s.site, s.check))],
      standing: decided.standing,
    },
    clock: looked.clock,
    missed: looked.missed,
    streams,
    advice: decided.advice,
    notices: [
      ...sites.flatMap((s) => s.telemetry.notices),
      ...newlySick.map((s): Notice => ({ kind: 'sick-baseline', figure: s.figure })),
    ],
  };
}

const key = (site: string, check: string) => `${site}/${check}`;

const unread = (site: string): SiteReading => ({
  site,
  kind: 'provider-error',
  why: 'the site was not read',
});

function stream(
  check: Check,
  site: string,
  compared: boolean,
  reading: SiteReading,
  before: JudgeState,
  at: number,
): { state: ThresholdState; evidence: StreamEvidence } {
  const poll =
    reading.kind === 'counts'
      ? { at, canary: sum(reading.canary), baseline: sum(reading.baseline) }
      : undefined;
  const { state, ...found } = threshold(
    check,
    site,
    compared,
    before.streams[key(site, check.name)] ?? newThresholdState,
    poll,
  );
  const unseen = reading.kind === 'counts' ? {} : { evidence: reading.kind, because: reading.why };
  return { state, evidence: { check: check.name, site, required: check.required, ...found, ...unseen } };
}

/** The relative judge passes anything beside a burning stable, so that is said. */
function isSick(stream: StreamEvidence, checks: readonly Check[]): boolean {
  const check = checks.find((c) => c.name === stream.check);
  const before = stream.figure.before;
  return (
    check?.max !== undefined &&
    check.compare === 'baseline' &&
    check.metric === 'error-ratio' &&
    before !== undefined &&
    before > check.max &&
    stream.evidence === 'good'
  );
}
