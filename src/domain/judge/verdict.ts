import type { Figure } from '../announcements/announcement.js';
import type { Policy } from '../plan.js';
import type { Clock } from './clock.js';
import type { Advice, StreamEvidence } from './evidence.js';

/** How the deployment stands between polls: which streams were bad, and whether the deadline was extended. */
export interface Standing {
  readonly bad: readonly string[];
  readonly extended: boolean;
}

export interface Decided {
  readonly standing: Standing;
  readonly advice: Advice;
}

type Policies = Pick<Policy, 'rollback' | 'unproven' | 'noData'>;

/**
 * The verdict table: from the evidence of all streams at a poll to advice. What is bad before the deadline is warned of
 * and may heal; the evidence at the deadline decides; what does not decide by then extends the deadline once, to the
 * latest allowed, and is decided by policy there.
 */
export function verdict(
  policy: Policies,
  before: Standing,
  clock: Clock,
  now: number,
  streams: readonly StreamEvidence[],
): Decided {
  const bad = streams.filter((s) => s.evidence === 'bad');
  const failing = bad.filter((s) => s.required);
  const standing = { ...before, bad: stillBad(before, streams) };
  const problems = bad.map((s) => s.figure);
  if (failing.length > 0 && (now >= clock.deadline || policy.rollback === 'at-once')) {
    return { standing, advice: { kind: 'roll-back', because: 'failed', problems } };
  }
  if (now < clock.deadline) return { standing, advice: watching(before, standing, problems) };
  const required = streams.filter((s) => s.required);
  if (required.every((s) => s.evidence === 'good')) {
    return { standing, advice: { kind: 'roll-out', proven: true, results: figures(streams) } };
  }
  if (now < clock.latest) {
    if (before.extended) return { standing, advice: watching(before, standing, problems) };
    return { standing: { ...standing, extended: true }, advice: { kind: 'extend' } };
  }
  return { standing, advice: undecided(policy, standing, required, streams) };
}

/** A sentence as part of another. */
const clause = (text: string) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');

const name = (s: StreamEvidence) => `${s.site}/${s.check}`;
const figures = (streams: readonly StreamEvidence[]) => streams.map((s) => s.figure);

/** A stream that cannot be seen at this poll is what it last was: missing data is neither a failure nor a recovery. */
function stillBad(before: Standing, streams: readonly StreamEvidence[]): readonly string[] {
  const unseen = (s: StreamEvidence) => s.evidence !== 'good' && s.evidence !== 'bad';
  return streams.filter((s) => s.evidence === 'bad' || (unseen(s) && before.bad.includes(name(s)))).map(name);
}

function watching(before: Standing, now: Standing, problems: readonly Figure[]): Advice {
  if (now.bad.some((stream) => !before.bad.includes(stream))) return { kind: 'warn', problems };
  if (before.bad.length > 0 && now.bad.length === 0) return { kind: 'recovered' };
  return { kind: 'continue' };
}

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
  const unhealed = required.filter((s) => standing.bad.includes(name(s)));
  if (unhealed.length > 0) return { kind: 'roll-back', because: 'failed', problems: figures(unhealed) };
  if (policy.unproven === 'rollback') return { kind: 'roll-back', because: 'unproven', problems: [] };
  if (policy.unproven === 'hold') return { kind: 'ask', why: 'there was too little traffic to be sure' };
  return { kind: 'roll-out', proven: false, results: figures(streams) };
}
