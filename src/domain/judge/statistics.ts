import type { StatisticalCheck } from './checks.js';
import { candidates, remember, type Candidate, type Memory, type SiteInput } from './candidates.js';
import { familyLogE, largest } from './family.js';
import { threshold } from './rules.js';
import type { JudgeSettings } from './settings.js';
import { conclude, crosses, hasFloor, type Moment, type StreamFinding } from './stream.js';

/** A stream after its poll. */
export interface Concluded extends Candidate {
  readonly finding: StreamFinding;
  /** Its pool, if it has one, is good and it does not point up: the pool's proof stands for it. */
  readonly covered: boolean;
}

/** Judges one poll by all checks that decide on evidence. Pure. */
export function statistics(
  settings: JudgeSettings,
  memory: Memory,
  moment: Moment,
  inputs: readonly SiteInput[],
): { memory: Memory; streams: readonly Concluded[] } {
  const checks = settings.checks.filter((check): check is StatisticalCheck => check.kind !== 'threshold');
  const all = checks.flatMap((check) => candidates(settings, check, memory, inputs));
  const forced = forcedByFamily(all);
  const concluded = all.map((candidate) => {
    const { rules, advanced, phiLive } = candidate;
    return { candidate, ...conclude(rules, advanced, { phiLive, moment, forced: candidate === forced }) };
  });
  const goodPools = concluded.filter((c) => c.candidate.pool && c.finding.state === 'good');
  const streams = concluded.map(({ candidate, finding }) => ({
    ...candidate,
    finding,
    covered:
      finding.state === 'thin' &&
      finding.logE < threshold(candidate.rules) / 2 &&
      goodPools.some((pool) => pool.candidate.check === candidate.check),
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
  if (all.some((c) => crosses(c.rules, c.advanced, c.phiLive))) return undefined;
  const members = all
    .filter((c) => hasFloor(c.rules, c.advanced.logEFloor))
    .map((candidate) => ({
      candidate,
      weight: candidate.weight,
      logE: candidate.advanced.logE / candidate.phiLive,
    }));
  if (members.length === 0 || familyLogE(members) < Math.log(1 / alpha)) return undefined;
  const { candidate } = largest(members) ?? {};
  return candidate?.advanced.state.bad ? undefined : candidate;
}
