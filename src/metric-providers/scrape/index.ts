import type { SiteReading } from '../../domain/judge/reading.js';
import type { SiteService } from '../../domain/release.js';
import type { MetricProvider, ReadRequest } from '../provider.js';
import { countsSince, nextCursor, type SiteCursor } from './differences.js';
import { fetchMetrics, type Asking } from './fetch.js';
import { parsePrometheusText } from './prometheus-text.js';
import { instancesOf, type Instance } from './series.js';
import { Unreadable } from './unreadable.js';

export interface ScrapeSettings {
  /** The agents' token, where they want one. */
  readonly token?: string;
  /** How long a site may take to answer. Default 2 s. */
  readonly timeoutMs?: number;
}

/** Reads the Prometheus text of the sites' agents, each at `<target.url>/metrics`, all at once. */
export function scrapeProvider({ token, timeoutMs = 2_000 }: ScrapeSettings = {}): MetricProvider {
  return {
    async read(request, since, stop) {
      const at = new Date().toISOString();
      const asking: Asking = { timeoutMs, stop, ...(token && { token }) };
      const read = await Promise.all(
        request.sites.map((site) =>
          readSite(site, request, since?.[site.site] as SiteCursor | undefined, asking),
        ),
      );
      stop.throwIfAborted();
      const moved = read.flatMap(({ reading, cursor }) => (cursor ? [[reading.site, cursor] as const] : []));
      return {
        at,
        sites: read.map(({ reading }) => reading),
        cursor: { ...since, ...Object.fromEntries(moved) },
      };
    },
  };
}

interface SiteRead {
  readonly reading: SiteReading;
  /** Absent when the site could not be read: its last counters stay. */
  readonly cursor?: SiteCursor;
}

async function readSite(
  { site, target }: SiteService,
  { service, canary }: ReadRequest,
  last: SiteCursor | undefined,
  asking: Asking,
): Promise<SiteRead> {
  try {
    const url = urlOf(target.url);
    const instances = instancesOf(parsePrometheusText(await fetchMetrics(url, asking)), {
      service,
      site,
      canary,
    });
    const cursor = nextCursor(last, instances);
    return { reading: readingOf(site, instances, last), cursor };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { reading: { site, kind: 'provider-error', why: `The metrics of ${site} ${error.message}.` } };
  }
}

function urlOf(url: unknown): string {
  if (typeof url === 'string' && URL.canParse(url)) return url;
  throw new Unreadable(
    'cannot be asked for: metrics of type scrape need target.url, the address of the agent',
  );
}

function readingOf(site: string, instances: readonly Instance[], last: SiteCursor | undefined): SiteReading {
  const counts = (arm: Instance['arm']) =>
    instances.filter((instance) => instance.arm === arm).map((instance) => countsSince(last, instance));
  const canary = counts('canary');
  const baseline = counts('baseline');
  if (canary.length > 0) return { site, kind: 'counts', canary, baseline };
  return { site, kind: 'no-data', baseline, why: `The metrics of ${site} have no series of the canary.` };
}
