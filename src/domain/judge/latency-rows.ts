import type { Row } from './increments.js';
import type { InstanceCounts } from './reading.js';
import type { SitePoll } from './rows.js';
import { sum, type Edges, type Sample } from './window.js';

/** Slower than an edge, and all, of both arms. An edge that the sample does not have gives no requests. */
export function rowAt(edge: number, sample: Sample, edges: Edges): Row {
  const width = 2 + edges.length;
  const at = edges.indexOf(edge);
  const arm = (from: number) => {
    const requests = sample[from + 1 + edges.length] ?? 0;
    return [
      at < 0 ? 0 : Math.max(0, requests - (sample[from + 2 + at] ?? 0)),
      at < 0 ? 0 : requests,
    ] as const;
  };
  return [...arm(1), ...arm(1 + width)];
}

/** The edges that both arms have, ascending: at others nothing can be compared. */
export function commonEdges({ canary, baseline }: SitePoll): Edges {
  const [own, others] = [canary, baseline].map((arm) => new Set(sum(arm).buckets?.map((b) => b.le)));
  const common = [...(own ?? [])].filter((edge) => others?.has(edge));
  return common.sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
}

/** The arm some instance of which had requests and no such edge; its requests would all look slow. */
export function armWithout(edge: number, { canary, baseline }: SitePoll): 'canary' | 'baseline' | undefined {
  const lacks = ({ requests, buckets = [] }: InstanceCounts) =>
    requests > 0 && !buckets.some(({ le }) => le === edge);
  return canary.some(lacks) ? 'canary' : baseline.some(lacks) ? 'baseline' : undefined;
}
