import type { SiteReading } from '../../domain/judge/reading.js';
import type { SiteService } from '../../domain/release.js';
import type { MetricProvider, ReadRequest } from '../provider.js';
import { countsSince, nextCursor, type SiteCursor } from './differences.js';
import { fetchPage, urlOf, type Asking } from './fetch.js';
import type { History } from './history.js';
import { parsePrometheusText } from './prometheus-text.js';
import { instancesOf, type Instance } from './series.js';
import { sitePasts } from './site-past.js';
import { Unreadable } from './unreadable.js';

export interface ScrapeSettings {
  /** The agents' token, where they want one. */
  readonly token?: string;
  /** How long a site may take to answer. Default 2 s. */
  readonly timeoutMs?: number;
  /** The same for a day of history. Default 10 s. */
  readonly pastTimeoutMs?: number;
  /** For sites that know little of their past. */
  readonly recorded?: History;
}

const metricsPage = { path: '/metrics', accept: 'text/plain; version=0.0.4' };

/**
 * Reads the Prometheus text of the sites' agents, each at `<target.url>/metrics`, all at once; and their histories, at
 * `<target.url>/v1/services/<service>/history`.
 */
export function scrapeProvider(settings: ScrapeSettings = {}): MetricProvider {
  const { token, timeoutMs = 2_000, pastTimeoutMs = 10_000, recorded } = settings;
  const asks = (ms: number, stop: AbortSignal): Asking => ({ timeoutMs: ms, stop, ...(token && { token }) });
  return {
    async read(request, since, stop) {
      const at = new Date().toISOString();
      const asking = asks(timeoutMs, stop);
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
    async past(request, stop) {
      const pasts = await sitePasts(request, recorded, asks(pastTimeoutMs, stop));
      stop.throwIfAborted();
      return pasts;
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
    const samples = parsePrometheusText(await fetchPage(urlOf(target.url), metricsPage, asking));
    const instances = instancesOf(samples, { service, site, canary }, Date.now());
    const cursor = nextCursor(last, instances);
    return { reading: readingOf(site, instances, last), cursor };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { reading: { site, kind: 'provider-error', why: `The metrics of ${site} ${error.message}.` } };
  }
}

function readingOf(site: string, instances: readonly Instance[], last: SiteCursor | undefined): SiteReading {
  const counts = (arm: Instance['arm']) =>
    instances.filter((instance) => instance.arm === arm).map((instance) => countsSince(last, instance));
  const canary = counts('canary');
  const baseline = counts('baseline');
  if (canary.length > 0) return { site, kind: 'counts', canary, baseline };
  return { site, kind: 'no-data', baseline, why: `The metrics of ${site} have no series of the canary.` };
}
