import type { GaugeState } from './gauge-stream.js';
import type { LatencyState } from './latency-stream.js';
import type { RatioState } from './ratio-stream.js';
import type { StreamFinding, StreamState } from './stream.js';

/** A pool remembers only its evidence; its counts are its sites'. */
export interface PoolState {
  readonly stream: StreamState;
}

/** What statistical streams remember, each kind by key. */
export interface Memory {
  readonly ratios: Readonly<Record<string, RatioState>>;
  readonly pools: Readonly<Record<string, PoolState>>;
  readonly latencies: Readonly<Record<string, LatencyState>>;
  readonly gauges: Readonly<Record<string, GaugeState>>;
}

/** What a stream remembers beside its evidence, which is concluded later. */
export type Remembered =
  | { readonly kind: 'ratio'; readonly state: RatioState }
  | { readonly kind: 'pool' }
  | { readonly kind: 'latency'; readonly state: LatencyState }
  | { readonly kind: 'gauge'; readonly state: GaugeState };

export const newMemory: Memory = { ratios: {}, pools: {}, latencies: {}, gauges: {} };

/** A stream after its poll, as far as it is remembered. */
interface Rememberable {
  readonly key: string;
  readonly remembers: Remembered;
  readonly state: StreamState;
  readonly finding: StreamFinding;
}

/** The memory of the next poll. */
export function remember(streams: readonly Rememberable[]): Memory {
  const next = {
    ratios: {} as Record<string, RatioState>,
    pools: {} as Record<string, PoolState>,
    latencies: {} as Record<string, LatencyState>,
    gauges: {} as Record<string, GaugeState>,
  };
  for (const { key, remembers, state: stream, finding } of streams) {
    if (remembers.kind === 'ratio') {
      // What was recovered from is not counted any more: neither in the evidence nor in what explains it.
      const bins = finding.recovered ? [] : remembers.state.bins;
      next.ratios[key] = { ...remembers.state, bins, stream };
    } else if (remembers.kind === 'pool') next.pools[key] = { stream };
    else if (remembers.kind === 'latency') next.latencies[key] = { ...remembers.state, stream };
    else next.gauges[key] = { ...remembers.state, stream };
  }
  return next;
}
