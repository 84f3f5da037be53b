import type { SiteReading } from '../../domain/judge/reading.js';
import type { Cursor, RebuiltSite } from '../provider.js';
import { countsSince, type SiteCursor } from './differences.js';
import type { Counters, Instance } from './series.js';

/** The readings of all sites from the cursors that they left. */
export function rebuild(sites: readonly RebuiltSite[], cursors: readonly Cursor[]): SiteReading[][] {
  const bySite = sites.map((site) =>
    rebuildSite(
      site,
      cursors.map((cursor) => cursor[site.site] as SiteCursor | undefined),
    ),
  );
  return cursors.map((_, i) => bySite.flatMap((readings) => readings[i] ?? []));
}

/** The difference to the cursor before is what was read. A cursor that is absent stands for no reading yet. */
function rebuildSite(
  { site, edges: wanted }: RebuiltSite,
  cursors: readonly (SiteCursor | undefined)[],
): SiteReading[] {
  const edges = edgesIn(cursors, wanted);
  return cursors.map((cursor, i) => {
    const last = cursors[i - 1];
    const instances = Object.entries(cursor ?? {})
      .filter(([key, counters]) => !isMissing(last?.[key], counters))
      .map(([key, counters]) => ({ ...counters, ...parts(key), key, edges }));
    const counts = (arm: Instance['arm']) =>
      instances.filter((instance) => instance.arm === arm).map((instance) => countsSince(last, instance));
    const [canary, baseline] = [counts('canary'), counts('baseline')];
    if (canary.length > 0) return { site, kind: 'counts', canary, baseline };
    return { site, kind: 'no-data', baseline, why: `The metrics of ${site} have no series of the canary.` };
  });
}

/** A key is `track/version/instance`; a cursor has only the instances of the two arms. */
function parts(key: string): Pick<Instance, 'arm' | 'instance'> {
  const [track, , ...instance] = key.split('/');
  return { arm: track === 'canary' ? 'canary' : 'baseline', instance: instance.join('/') };
}

/** A cursor keeps the counters of instances that are gone; their CPU time is not of this reading. */
const isMissing = (before: Counters | undefined, { cpu }: Counters) =>
  cpu !== undefined && before?.cpu?.at === cpu.at;

/** Cursors leave out empty buckets: the edges are those that ever had a request, and those that are wanted. */
function edgesIn(cursors: readonly (SiteCursor | undefined)[], wanted: readonly number[]): number[] {
  const counters = cursors.flatMap((cursor) => Object.values(cursor ?? {}));
  const edges = new Set(counters.flatMap(({ took }) => Object.keys(took).map(Number)));
  return edges.size > 0 ? [...new Set([...edges, ...wanted, Infinity])].sort((a, b) => a - b) : [];
}
