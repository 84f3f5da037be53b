import type { Agent } from 'node:http';
import type { InFlight } from './in-flight.js';
import type { Series } from './metrics.js';

/** An instance, as the proxy sees it. */
export interface Upstream {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly commit: string;
  readonly flight: InFlight;
  /** Connections that are kept after an answer. */
  readonly connections: Agent;
  /** The counters of its track. */
  readonly series: Series;
}
