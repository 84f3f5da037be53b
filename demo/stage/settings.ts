import { stringify } from 'yaml';

/** A site as the platform's file names it. */
export interface SiteSettings {
  readonly site: string;
  readonly agentUrl: string;
  readonly servicePort: number;
}

/** The platform's `merganser.yaml` for the demo. `history`: half an hour of the service, recorded, as there is no past yet. */
export function platformSettings(
  sites: readonly SiteSettings[],
  repository: string,
  history: string,
): string {
  return stringify({
    version: 1,
    sites: sites.map(({ site, agentUrl, servicePort }) => ({
      name: site,
      target: { type: 'process', url: agentUrl, ports: { cart: servicePort } },
    })),
    services: [{ service: 'cart', repository }],
    metrics: { type: 'scrape', history },
    notify: { slack: { channel: '#deploys' } },
  });
}
