import type { Processes } from '../stage/processes.js';
import { relay } from '../stage/relay.js';
import { withoutRollback } from './rollback.js';

/** What is broken on purpose. It is done from outside: the product itself has no switch for it. */
export interface Sabotage {
  readonly says: string;
  /** Changes the service's settings. */
  readonly settings?: (text: string) => string;
  /** Stands between the product and the agent of a site. */
  readonly agentUrl?: (site: string, url: string) => Promise<string>;
  /** Stands between the product and Slack. */
  readonly slackUrl?: (url: string) => Promise<string>;
  /** Is done when the first canary is up. */
  readonly atFirstCanary?: (processes: Processes) => Promise<void>;
}

/** The checks that the check can fail: with any of these, `--once` must exit 1. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  judge: {
    says: 'the judge allows any error ratio',
    settings: (text) => text.replace('kind: ratio', 'kind: ratio, allowed: 100'),
  },
  rollback: {
    says: 'site_2 confirms rollbacks and does not do them',
    agentUrl: (site, url) => (site === 'site_2' ? relay(url, withoutRollback()) : Promise.resolve(url)),
  },
  slack: {
    says: 'Slack takes every message that says how it ended, and loses it',
    slackUrl: (url) =>
      relay(url, (request, pass) =>
        Promise.resolve(
          /Rolled(\+|%20| )(out|back)/.test(request.body)
            ? Response.json({ ok: true, channel: 'C0DEPLOYS', ts: '1.000001', message: {} })
            : pass(request),
        ),
      ),
  },
  agent: {
    says: 'the agent of site_3 is killed in the middle of the first story and stays away',
    atFirstCanary: (processes) => processes.stop('agent site_3', 'SIGKILL'),
  },
};
