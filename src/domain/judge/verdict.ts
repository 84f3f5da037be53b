import type { Policy } from '../plan.js';
import { lastLookUntil, type Clock } from './clock.js';
import type { Advice, StreamEvidence } from './evidence.js';

/** How the deployment stands between polls: which streams were bad, and which deadline it is watched past, if any. */
export interface Standing {
  readonly bad: readonly string[];
  readonly extended?: number;
}

export interface Decided {
  readonly standing: Standing;
  readonly advice: Advice;
  /** The deadline has come, and what is bad gets a last look. */
  readonly lastLook: boolean;
}

type Policies = Pick<Policy, 'rollback' | 'catastrophe' | 'unproven' | 'noData'>;

/**
 * The verdict table: from the evidence of all streams at a poll to advice. What is bad before the deadline is warned of
 * and may heal; the evidence at the deadline decides, after a last look; what does not decide by then extends the
 * deadline once, to the latest allowed, and is decided by policy there. `fresh`: enough was seen since the last gap
 * without looks; before that, nothing is decided.
 */
export function verdict(
  policy: Policies,
  before: Standing,
  clock: Clock,
  now: number,
  streams: readonly StreamEvidence[],
  fresh = true,
): Decided {
  const dying = (s: StreamEvidence) => s.catastrophe && policy.catastrophe === 'roll-back';
  const bad = streams.filter((s) => s.evidence === 'bad' || dying(s));
  const standing = { ...before, bad: stillBad(before, streams) };
  const problems = shown(bad);
  const decide = (advice: Advice, lastLook = false): Decided => ({ standing, advice, lastLook });
  const extend = (advice: Advice, lastLook: boolean): Decided => ({
    ...decide(advice, lastLook),
    standing: { ...standing, extended: clock.deadline },
  });
  if (!fresh) return decide(watching(before, standing, bad));
  const isDue = now >= clock.deadline;
  if (bad.some((s) => s.required && rollsBack(policy, s, isDue))) {
    return decide({ kind: 'roll-back', because: 'failed', problems });
  }
  if (!isDue) return decide(watching(before, standing, bad));
  const required = streams.filter((s) => s.required);
  const proving = required.filter((s) => !s.pool);
  const waits = required.some((s) => s.evidence === 'bad' && !s.confirmed);
  if (!waits && proving.every((s) => s.evidence === 'good')) {
    return decide({ kind: 'roll-out', proven: true, results: figures(streams.filter((s) => !s.pool)) });
  }
  const latest = waits ? lastLookUntil(clock) : clock.latest;
  if (now >= latest) return decide(undecided(policy, standing, required, streams));
  if (before.extended === clock.deadline) return decide(watching(before, standing, bad));
  return waits ? extend(watching(before, standing, bad), true) : extend({ kind: 'extend' }, false);
}

function rollsBack(policy: Policies, stream: StreamEvidence, isDue: boolean): boolean {
  if (stream.catastrophe && policy.catastrophe === 'roll-back') return true;
  return stream.evidence === 'bad' && (policy.rollback === 'at-once' || (isDue && stream.confirmed));
}

/** A sentence as part of another. */
const clause = (text: string) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');

const name = (s: StreamEvidence) => `${s.site}/${s.check}`;
const figures = (streams: readonly StreamEvidence[]) => streams.map((s) => s.figure);

/** A stream that cannot be seen at this poll is what it last was: missing data is neither a failure nor a recovery. */
function stillBad(before: Standing, streams: readonly StreamEvidence[]): readonly string[] {
  const unseen = (s: StreamEvidence) => s.evidence === 'no-data' || s.evidence === 'provider-error';
  const undecided = (s: StreamEvidence) => unseen(s) || (s.evidence === 'thin' && s.confirmed);
  return streams
    .filter((s) => s.evidence === 'bad' || (undecided(s) && before.bad.includes(name(s))))
    .map(name);
}

/** A pool that is bad is shown where no site alone is: people look at sites. */
export const shown = (bad: readonly StreamEvidence[]) => figures(bad.filter((s) => !isShownBySites(s, bad)));

const isShownBySites = (stream: StreamEvidence, bad: readonly StreamEvidence[]) =>
  stream.pool && bad.some((s) => !s.pool && s.check === stream.check);

function watching(before: Standing, now: Standing, bad: readonly StreamEvidence[]): Advice {
  const isNew = (s: StreamEvidence) => !before.bad.includes(name(s)) && !isShownBySites(s, bad);
  if (bad.some(isNew)) return { kind: 'warn', problems: shown(bad) };
  if (before.bad.length > 0 && now.bad.length === 0) return { kind: 'recovered' };
  return { kind: 'continue' };
}

const tooLittle = 'there was too little traffic to be sure';
const unsettled = 'it was bad at the deadline, and the last look could not tell whether it still is';

function undecided(
  policy: Policies,
  standing: Standing,
  required: readonly StreamEvidence[],
  streams: readonly StreamEvidence[],
): Advice {
  const blind = required.filter((s) => s.evidence === 'no-data' || s.evidence === 'provider-error');
  if (blind.length > 0) {
    if (policy.noData === 'rollback') return { kind: 'roll-back', because: 'no-data', problems: [] };
    const why = [...new Set(blind.map((s) => `no metrics in ${s.site} (${clause(s.because)})`))].join(', ');
    return { kind: 'ask', why };
  }
  const unhealed = required.filter((s) => s.confirmed && standing.bad.includes(name(s)));
  if (unhealed.length > 0) return { kind: 'roll-back', because: 'failed', problems: figures(unhealed) };
  const doubted = required.some((s) => s.evidence === 'bad');
  if (policy.unproven === 'rollback') {
    return { kind: 'roll-back', because: doubted ? 'doubted' : 'unproven', problems: [] };
  }
  if (policy.unproven === 'hold') return { kind: 'ask', why: doubted ? unsettled : tooLittle };
  const results = figures(streams.filter((s) => !s.pool));
  return { kind: 'roll-out', proven: false, ...(doubted && { because: 'doubted' }), results };
}
