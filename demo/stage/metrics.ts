import { relay, type Passing } from './relay.js';

/** What stands between Merganser and the agents, so that their metrics can be away for a while, and nothing else. */
export class MetricsRelay {
  private awayUntil = 0;

  /** The metrics answer 503 for so long. */
  away(ms: number): void {
    this.awayUntil = Date.now() + ms;
  }

  /** Stands before an agent; returns the address to use instead. */
  before(agentUrl: string): Promise<string> {
    return relay(agentUrl, (request, pass) => (this.refuses(request) ? unavailable() : pass(request)));
  }

  private refuses({ path }: Passing): boolean {
    return path === '/metrics' && Date.now() < this.awayUntil;
  }
}

const unavailable = () => Promise.resolve(new Response('the metrics are away\n', { status: 503 }));
