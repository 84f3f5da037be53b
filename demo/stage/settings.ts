import { stringify } from 'yaml';

/** A site as the platform's file names it. */
export interface SiteSettings {
  readonly site: string;
  readonly agentUrl: string;
  readonly servicePort: number;
}

/** The platform's `merganser.yaml` for the demo. */
export function platformSettings(sites: readonly SiteSettings[], repository: string): string {
  return stringify({
    version: 1,
    sites: sites.map(({ site, agentUrl, servicePort }) => ({
      name: site,
      target: { type: 'process', url: agentUrl, ports: { cart: servicePort } },
    })),
    services: [{ service: 'cart', repository }],
    notify: { slack: { channel: '#deploys' } },
  });
}
