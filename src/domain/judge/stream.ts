import { logMean, newMixture, startWeights, stepMixture, type Mixture, type Schedule } from './mixture.js';
import { lookSchedule, lookSays } from './last-look.js';
import { recovery, type Badness } from './recovery.js';
import { capOf, threshold, type StreamRules } from './rules.js';

/**
 * The uncapped increments of one poll. Each list holds one entry per test that is averaged: a ratio has one relative test
 * up, and down a relative and an absolute one; a latency check has one of each per bucket edge and no floor.
 */
export interface Increments {
  /** That the canary is worse than the baseline. */
  readonly up: readonly (readonly number[])[];
  /** That it is bad enough to care about. Absent: every difference is. */
  readonly floor?: readonly number[];
  /** That the canary is not worse. */
  readonly down: readonly (readonly number[])[];
}

/** A stream's evidence between polls. Plain JSON. */
export interface StreamState {
  /** Polls so far, and those with data. */
  readonly k: number;
  readonly seen: number;
  readonly up: Tests;
  readonly floor: Tests;
  readonly down: Tests;
  /** Without tests before the deadline, since it counts from there. */
  readonly look: Tests;
  /** `ln E` of the last polls, newest last. */
  readonly recent: readonly number[];
  readonly bad?: Badness;
  readonly recovered: number;
}

/** Mixtures of one age. Started afresh, they have no warm-up before them. */
interface Tests {
  readonly afresh: boolean;
  readonly mixtures: readonly Mixture[];
}

/** Where a poll lies: the deadline's own poll is the first one at or after the deadline. */
export type Moment = 'before' | 'deadline' | 'after';

/** What a poll says about a stream. Logs are natural. */
export interface StreamFinding {
  readonly logE: number;
  readonly logEFloor: number;
  readonly logENotWorse: number;
  /** Of the last look; null until there is one. */
  readonly lookLogE: number | null;
  readonly state: 'good' | 'bad' | 'thin';
  /** The evidence at the deadline, or after it, decides against the canary. */
  readonly confirmed: boolean;
  readonly turned: boolean;
  readonly recovered: boolean;
}

/** A stream in mid-poll: evidence moved on, nothing concluded yet, since the family has a word in that. */
export interface Advanced {
  readonly state: StreamState;
  readonly logE: number;
  readonly logEFloor: number;
  readonly logENotWorse: number;
  readonly logELook: number;
}

const fresh = (count: number, alternatives: number, afresh: boolean): Tests => ({
  afresh,
  mixtures: Array.from({ length: count }, () => newMixture(alternatives)),
});

const notYet: Tests = { afresh: true, mixtures: [] };

/** A stream before its first poll: `tests` relative tests up, a floor or none, `downs` tests down. */
export function newStream(rules: StreamRules, tests: number, floor: boolean, downs: number): StreamState {
  const up = rules.thetaUp.length;
  return {
    k: 0,
    seen: 0,
    up: fresh(tests, up, false),
    floor: fresh(floor ? 1 : 0, up, false),
    down: fresh(downs, rules.thetaDown.length, false),
    look: notYet,
    recent: [],
    recovered: 0,
  };
}

/** The stream with other tests, from now on: those of a latency check are chosen when its warm-up is over. */
export const withTests = (rules: StreamRules, state: StreamState, tests: number): StreamState => ({
  ...state,
  up: fresh(tests, rules.thetaUp.length, true),
  down: fresh(tests, rules.thetaDown.length, true),
  look: state.look.mixtures.length > 0 ? fresh(tests, rules.thetaUp.length, true) : notYet,
});

/** Moves the evidence of a stream on by one poll. `read`: its series were read, even if without requests. */
export function advance(
  rules: StreamRules,
  before: StreamState,
  increments: Increments,
  read: boolean,
): Advanced {
  const cap = capOf(rules);
  const up = step(before.up, scheduleFor(rules, before.up), increments.up, cap);
  const floor = step(before.floor, scheduleFor(rules, before.floor), [increments.floor ?? []], cap);
  const down = step(before.down, scheduleFor(rules, before.down), increments.down, cap);
  const look = step(before.look, lookSchedule, increments.up, cap);
  const recent = [...before.recent, up.logE].slice(-rules.riseWindow - 1);
  return {
    state: {
      k: before.k + 1,
      seen: before.seen + (read ? 1 : 0),
      up: up.tests,
      floor: floor.tests,
      down: down.tests,
      look: look.tests,
      recent,
      recovered: before.recovered,
      ...(before.bad && { bad: before.bad }),
    },
    logE: up.logE,
    logEFloor: floor.tests.mixtures.length > 0 ? floor.logE : Infinity,
    logENotWorse: down.logE,
    logELook: look.logE,
  };
}

/**
 * Concludes a poll. Bad iff `ln E >= threshold * phiLive` and the floor's evidence is there, or when the family says so
 * (`forced`). Good iff the evidence of not being worse is there now, and nothing points up.
 */
export function conclude(
  rules: StreamRules,
  advanced: Advanced,
  { phiLive = 1, moment, forced = false }: { phiLive?: number; moment: Moment; forced?: boolean },
): { state: StreamState; finding: StreamFinding } {
  const raise = Math.max(1, phiLive);
  const before = advanced.state.bad;
  const healed = before && recovery(rules, before, advanced, advanced.state.recovered);
  const turned = !before && (forced || crosses(rules, advanced, raise));
  const state = restarted(rules, advanced, healed, turned);
  const logENotWorse = healed?.logENotWorse ?? advanced.logENotWorse;
  const recovers = healed?.recovers ?? false;
  const good =
    state.k >= rules.minPass && (recovers || looksGood(rules, state, { logE: advanced.logE, logENotWorse }));
  const { lookLogE, confirmed, restart } = lookSays(rules, state, advanced.logELook, moment, raise, turned);
  return {
    state: restart ? { ...state, look: fresh(state.up.mixtures.length, rules.thetaUp.length, true) } : state,
    finding: {
      logE: advanced.logE,
      logEFloor: advanced.logEFloor,
      logENotWorse,
      lookLogE,
      state: good ? 'good' : state.bad ? 'bad' : 'thin',
      confirmed,
      turned,
      recovered: recovers,
    },
  };
}

/** Statistically worse and worth caring about, in one rule: an intersection-union test. */
export function crosses(rules: StreamRules, { logE, logEFloor }: Advanced, raise: number): boolean {
  return logE >= threshold(rules) * raise && hasFloor(rules, logEFloor);
}

/** The absolute condition. Its 5% is per stream, not split. */
export const hasFloor = ({ alphaAbs }: StreamRules, logEFloor: number): boolean =>
  logEFloor >= Math.log(1 / alphaAbs);

function looksGood(
  rules: StreamRules,
  state: StreamState,
  now: Pick<Advanced, 'logE' | 'logENotWorse'>,
): boolean {
  return (
    !state.bad &&
    now.logENotWorse >= Math.log(1 / rules.beta) &&
    now.logE < threshold(rules) / 2 &&
    now.logE - lowest(state.recent) < rules.rise &&
    state.seen >= rules.dataShare * state.k
  );
}

function lowest(values: readonly number[]): number {
  let low = Infinity;
  for (const value of values) low = Math.min(low, value);
  return low;
}

/** A bad stream's evidence of not being worse starts afresh; a recovered one's of being worse. */
function restarted(
  rules: StreamRules,
  { state, logE }: Advanced,
  healed: ReturnType<typeof recovery> | undefined,
  turned: boolean,
): StreamState {
  const again = (tests: Tests, alternatives: number) => fresh(tests.mixtures.length, alternatives, true);
  const down = turned || healed?.rose ? again(state.down, rules.thetaDown.length) : state.down;
  if (turned) return { ...state, down, bad: { top: logE, since: 0 } };
  if (!healed) return state;
  if (!healed.recovers) return { ...state, down, bad: healed.bad };
  const { bad: _, ...rest } = state;
  const alternatives = rules.thetaUp.length;
  return {
    ...rest,
    up: again(state.up, alternatives),
    floor: again(state.floor, alternatives),
    recovered: state.recovered + 1,
  };
}

const scheduleFor = ({ horizon, restartEvery, warm }: StreamRules, { afresh }: Tests): Schedule =>
  startWeights(horizon, restartEvery, afresh ? 0 : warm);

/** Steps the tests and averages them: `E` is the mean of theirs. */
function step(
  { afresh, mixtures }: Tests,
  schedule: Schedule,
  increments: readonly (readonly number[])[],
  cap: number,
): { tests: Tests; logE: number } {
  const stepped = mixtures.map((mixture, i) => stepMixture(mixture, schedule, increments[i] ?? [], cap));
  return {
    tests: { afresh, mixtures: stepped.map(({ mixture }) => mixture) },
    logE: stepped.length > 0 ? logMean(stepped.map(({ logE }) => logE)) : 0,
  };
}
