/** A histogram: upper bucket edges in seconds, ascending, requests at most that long, and all requests. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly cumulative: readonly number[];
  readonly total: number;
}

/**
 * The share of requests slower than `x` seconds: log-log within a bucket, since tails are near to power laws; linear where
 * a logarithm does not exist. `S(0) = 1`; above the last edge it is the last edge's.
 */
export function slowShare({ edges, cumulative, total }: Histogram, x: number): number {
  const edge = (i: number) => (i < 0 ? 0 : (edges[i] ?? Infinity));
  const share = (i: number) => (edge(i) <= 0 ? 1 : (total - (cumulative[i] ?? total)) / total);
  const i = edges.findIndex((e) => x <= e);
  if (i < 0) return share(edges.length - 1);
  if (x <= 0) return 1;
  const [x0, x1, s0, s1] = [edge(i - 1), edge(i), share(i - 1), share(i)];
  if (x0 === 0 || s0 === 0 || s1 === 0) return s0 + ((s1 - s0) * (x - x0)) / (x1 - x0);
  const along = Math.log(x / x0) / Math.log(x1 / x0);
  return Math.exp(Math.log(s0) + along * Math.log(s1 / s0));
}

/**
 * The rate ratio at an edge that a slow-down of `tau` amounts to: `S(X / (1 + tau)) / S(X)`; undefined where nothing was
 * ever slower than X, which makes it no edge to watch.
 */
export function toleranceAt(history: Histogram, x: number, tau: number): number | undefined {
  const slow = slowShare(history, x);
  return slow > 0 ? slowShare(history, x / (1 + tau)) / slow : undefined;
}

/** Slow shares that a latency check looks at: the middle, the slow and the slowest requests. */
const wanted = [0.5, 0.1, 0.01];

/** Up to three edges whose share of slower requests in the history is nearest to 0.5, 0.1 and 0.01 (in logs), ascending. */
export function chooseEdges(history: Histogram): number[] {
  const usable = history.edges.filter((edge) => {
    const slow = slowShare(history, edge);
    return Number.isFinite(edge) && slow > 0 && slow < 1;
  });
  const nearest = wanted.flatMap((share) => {
    const distance = (edge: number) => Math.abs(Math.log(slowShare(history, edge) / share));
    const sorted = [...usable].sort((a, b) => distance(a) - distance(b));
    return sorted.slice(0, 1);
  });
  return [...new Set(nearest)].sort((a, b) => a - b);
}
