import type { SiteService } from '../../domain/release.js';
import type { PastRequest, SitePast } from '../provider.js';
import { type Asking, fetchPage, urlOf } from './fetch.js';
import { type History, parseHistory } from './history.js';
import { pastOf } from './past.js';
import { Unreadable } from './unreadable.js';

const enoughMs = 1_800_000;

/** The past of the sites as their agents know it; of those who know less than 30 minutes, the recorded one. */
export async function sitePasts(
  request: PastRequest,
  recorded: History | undefined,
  asking: Asking,
): Promise<readonly SitePast[]> {
  const known = await Promise.all(request.sites.map((site) => sitePast(site, request, asking)));
  if (!recorded || known.every(isEnough)) return known;
  const past = pastOf(recorded, request.interval);
  return known.map((own) => (isEnough(own) ? own : { site: own.site, kind: 'past', past }));
}

const isEnough = (own: SitePast) => own.kind === 'past' && own.past.polls * own.past.interval >= enoughMs;

async function sitePast(
  { site, target }: SiteService,
  { service, interval }: PastRequest,
  asking: Asking,
): Promise<SitePast> {
  const page = {
    path: `/v1/services/${encodeURIComponent(service)}/history?interval=${interval}`,
    accept: 'application/json',
    missing: 'nothing was deployed there yet, or the agent is older than histories',
  };
  try {
    const past = pastOf(parseHistory(await fetchPage(urlOf(target.url), page, asking)), interval);
    if (past.polls > 0) return { site, kind: 'past', past };
    return { site, kind: 'unknown', why: `There is no history of ${service} in ${site} yet.` };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { site, kind: 'unknown', why: `The history of ${site} ${error.message}.` };
  }
}
