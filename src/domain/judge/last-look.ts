import { atOnce, type Schedule } from './mixture.js';
import type { StreamRules } from './rules.js';
import type { Moment, StreamState } from './stream.js';

/** The last look has all its mass at its first poll: what happened before it is no longer asked. */
export const lookSchedule: Schedule = atOnce;

/**
 * The last look: a second, fresh test that starts at the poll after the deadline, so that a burst which ended before the
 * deadline does not roll back. It confirms a bad stream at `ln E >= lookEvidence * phiLive`; a stream that is bad for the
 * second time needs none. `restart`: the look counts from the next poll.
 */
export function lookSays(
  { lookEvidence, recoveries }: StreamRules,
  state: StreamState,
  logELook: number,
  moment: Moment,
  raise: number,
  turned: boolean,
): { lookLogE: number | null; confirmed: boolean; restart: boolean } {
  const after = moment === 'after';
  const decides = state.recovered >= recoveries || (after && logELook >= lookEvidence * raise);
  return {
    lookLogE: after ? logELook : null,
    confirmed: state.bad !== undefined && moment !== 'before' && decides,
    restart: moment === 'deadline' || (after && turned),
  };
}
