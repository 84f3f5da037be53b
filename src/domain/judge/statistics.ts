import type { Candidate, SiteInput } from './candidate.js';
import { candidates } from './candidates.js';
import { familyLogE, largest } from './family.js';
import { remember, type Memory } from './stream-memory.js';
import { threshold } from './rules.js';
import type { JudgeSettings } from './settings.js';
import { rulesOf } from './stream-rules.js';
import { conclude, crosses, hasFloor, type Moment, type StreamFinding } from './stream.js';

/** A stream after its poll. */
export interface Concluded extends Candidate {
  readonly finding: StreamFinding;
  /** Its pool, if it has one, is good and it does not point up: the pool's proof stands for it. */
  readonly covered: boolean;
}

/** Judges one poll by all checks that decide on evidence. `inputs`: by site, in the settings' order. Pure. */
export function statistics(
  settings: JudgeSettings,
  memory: Memory,
  moment: Moment,
  inputs: readonly SiteInput[],
): { memory: Memory; streams: readonly Concluded[] } {
  const all = rulesOf(settings).flatMap(({ check, rules }) =>
    candidates(settings, check, rules, memory, inputs),
  );
  const forced = forcedByFamily(all);
  const concluded = all.map((candidate) => {
    const { rules, advanced, phiLive, key, remembers } = candidate;
    const { state, finding } = conclude(rules, advanced, { phiLive, moment, forced: candidate === forced });
    return { candidate, key, remembers, state, finding };
  });
  const goodPools = concluded.flatMap(({ candidate: { pool, check }, finding }) =>
    pool && finding.state === 'good' ? [check] : [],
  );
  const streams = concluded.map(({ candidate, finding }) => ({
    ...candidate,
    finding,
    covered:
      finding.state === 'thin' &&
      !candidate.suspected &&
      finding.logE < threshold(candidate.rules) / 2 &&
      goodPools.includes(candidate.check),
  }));
  return { memory: remember(concluded), streams };
}

/**
 * The stream that counts as bad because the family crossed while none of its members did: its largest contributor. Members
 * are the streams whose absolute condition holds.
 */
function forcedByFamily(all: readonly Candidate[]): Candidate | undefined {
  const alpha = all[0]?.rules.alpha;
  if (alpha === undefined) return undefined;
  const lasting = all.filter((c) => hasFloor(c.rules, c.advanced.logEFloor));
  if (lasting.length === 0 || lasting.some((c) => crosses(c.rules, c.advanced, c.phiLive))) return undefined;
  const members = lasting.map((candidate) => ({
    candidate,
    weight: candidate.rules.weight,
    logE: candidate.advanced.logE / candidate.phiLive,
  }));
  if (familyLogE(members) < Math.log(1 / alpha)) return undefined;
  const { candidate } = largest(members) ?? {};
  return candidate?.advanced.state.bad ? undefined : candidate;
}
