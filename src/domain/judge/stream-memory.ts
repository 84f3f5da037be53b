import type { GaugeState } from './gauge-stream.js';
import type { LatencyState } from './latency-stream.js';
import type { RatioState } from './ratio-stream.js';
import type { StreamFinding, StreamState } from './stream.js';
import { newTally, type Tally } from './tally.js';

/** A pool remembers its evidence, and what explains it: a site that recovered has forgotten what the pool has not. */
export interface PoolState {
  readonly stream: StreamState;
  readonly tally: Tally;
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
  | { readonly kind: 'pool'; readonly tally: Tally }
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

/** What was recovered from is not counted any more: neither in the evidence nor in what explains it. */
const kept = (tally: Tally, { recovered }: StreamFinding) => (recovered ? newTally : tally);

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
      next.ratios[key] = { ...remembers.state, tally: kept(remembers.state.tally, finding), stream };
    } else if (remembers.kind === 'pool') {
      next.pools[key] = { stream, tally: kept(remembers.tally, finding) };
    } else if (remembers.kind === 'latency') {
      const tallies = remembers.state.tallies.map((tally) => kept(tally, finding));
      next.latencies[key] = { ...remembers.state, tallies, stream };
    } else next.gauges[key] = { ...remembers.state, stream };
  }
  return next;
}
