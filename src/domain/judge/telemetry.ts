import type { Clock } from './clock.js';
import type { Notice } from './evidence.js';
import type { SiteReading } from './reading.js';

/** When a site's canary was last seen in the metrics (epoch ms), and whether its loss was said. */
export interface TelemetryState {
  readonly seenAt: number;
  readonly said: boolean;
}

const patienceMs = 60_000;

/** "Telemetry lost": no metrics of the canary for over 60 s. Said once per loss; never counted against the canary. */
export function telemetry(
  before: TelemetryState | undefined,
  reading: SiteReading,
  clock: Clock,
  at: number,
): { state: TelemetryState; notices: readonly Notice[] } {
  if (reading.kind === 'counts') return { state: { seenAt: at, said: false }, notices: [] };
  const state = before ?? { seenAt: clock.startedAt, said: false };
  const silentMs = at - state.seenAt;
  if (silentMs <= patienceMs || state.said) return { state, notices: [] };
  const notice: Notice = { kind: 'telemetry-lost', site: reading.site, seconds: Math.floor(silentMs / 1000) };
  return { state: { ...state, said: true }, notices: [notice] };
}
