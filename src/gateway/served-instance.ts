import { Agent } from 'node:http';
import type { SeriesLabels } from './counts.js';
import type { Target } from './protocol.js';
import { InFlight } from './proxy/in-flight.js';
import type { Series } from './proxy/metrics.js';
import type { Upstream } from './proxy/upstream.js';

/** An instance that the gateway knows: it has a share of the requests, or has some in flight. */
export class ServedInstance implements Upstream {
  /** Idle connections are given up before common servers (5 s) would do it, perhaps just as a request comes. */
  readonly connections = new Agent({ keepAlive: true, timeout: 4_000 });
  readonly flight: InFlight;
  readonly id: string;
  readonly commit: string;
  series: Series;
  port: number;

  constructor(
    { labels, port }: Target,
    changed: (by: 1 | -1) => void,
    private readonly open: (labels: SeriesLabels) => Series,
  ) {
    this.id = labels.instance;
    this.commit = labels.version;
    this.port = port;
    this.flight = new InFlight(changed);
    this.series = open(labels);
  }

  /** It may have been started again, elsewhere, and a promoted canary counts anew on its new track. */
  update({ labels, port }: Target): void {
    this.port = port;
    if (this.series.labels.track === labels.track && this.series.endedAt === undefined) return;
    this.series.end();
    this.series = this.open(labels);
  }
}
