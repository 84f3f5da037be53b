import { allSites } from './candidate.js';
import type { StreamEvidence } from './evidence.js';
import type { SiteReading } from './reading.js';
import { threshold } from './rules.js';
import type { Concluded } from './statistics.js';
import type { Moment } from './stream.js';

interface SeenSite {
  readonly site: string;
  readonly compared: boolean;
  readonly reading: SiteReading;
}

/** A share of failing requests that nobody calls healthy, for a canary that has nothing beside it. */
const dying = 0.25;
const enough = 20;

/** A concluded stream as the verdict table reads it. `site`: its own, none for a pool. */
export function evidenceOf(stream: Concluded, site: SeenSite | undefined, moment: Moment): StreamEvidence {
  const { check, pool, figure, finding, catastrophe } = stream;
  const found = {
    check: check.name,
    site: stream.site,
    required: check.required,
    evidence: finding.state,
    confirmed: finding.confirmed,
    catastrophe,
    pool,
    figure,
    because: reason(stream),
  };
  if (pool || !site) return found;
  if (site.reading.kind !== 'counts') {
    return { ...found, evidence: site.reading.kind, confirmed: false, because: site.reading.why };
  }
  if (!site.compared) return { ...found, ...alone(stream, moment) };
  if (stream.unlike) return { ...found, evidence: 'no-data', confirmed: false, because: stream.unlike };
  if (stream.suspected && finding.state === 'good') return { ...found, evidence: 'thin' };
  return stream.covered ? { ...found, evidence: 'good', because: `good at ${allSites} together` } : found;
}

/** Nothing is beside the first version at a site: it passes unless it is plainly broken. */
function alone({ figure: { after, unit }, advanced, rules, remembers }: Concluded, moment: Moment) {
  const { k, seen } = advanced.state;
  const requests =
    remembers.kind === 'ratio' ? remembers.state.window.reduce((n, [, nc = 0]) => n + nc, 0) : 0;
  const broken = unit === 'ratio' && requests >= enough && (after ?? 0) >= dying;
  const because = 'there is no version beside it';
  if (broken) return { evidence: 'bad' as const, confirmed: moment !== 'before', because };
  const watched = k >= rules.minPass && seen >= rules.dataShare * k;
  return { evidence: watched ? ('good' as const) : ('thin' as const), confirmed: false, because };
}

function reason({ finding, rules, phiLive }: Concluded): string {
  const [is, bad] = [finding.logE, threshold(rules) * phiLive].map((x) => x.toFixed(1));
  return `evidence that it is worse ${is} of ${bad}, that it is not ${finding.logENotWorse.toFixed(1)} of ${Math.log(1 / rules.beta).toFixed(1)}`;
}
