/** Two-sided standard normal quantiles for the confidences in use. */
const quantiles: Readonly<Record<number, number>> = { 0.95: 1.959963984540054, 0.98: 2.3263478740408408 };

/** To which a root is found: the default of its solver (commons-math, BracketingNthOrderBrentSolver). */
const accuracy = 1e-6;

/**
 * The shift between two samples with the lower end of its confidence interval, by the asymptotic Mann-Whitney test with
 * continuity correction (R's wilcox.test with `conf.int`; in spinnaker/kayenta at bde40ee, kayenta-mannwhitney,
 * MannWhitney.scala lines 45-93): the shifts at which the statistic of `x - shift` and `y` is at the quantile, and at 0.
 * The statistic falls in steps as the shift grows, so the roots are found by halving. An interval that reaches beyond all
 * differences ends at the smallest.
 */
export function hodgesLehmann(
  x: readonly number[],
  y: readonly number[],
  confidence: number,
): { lower: number; estimate: number } {
  const quantile = quantiles[confidence];
  if (quantile === undefined) throw new Error(`no quantile is known for a confidence of ${confidence}`);
  const [a, b] = [Float64Array.from(x).sort(), Float64Array.from(y).sort()];
  const least = (a[0] ?? 0) - (b[b.length - 1] ?? 0);
  const most = (a[a.length - 1] ?? 0) - (b[0] ?? 0);
  const root = (level: number) => {
    if (standardised(a, b, least) <= level) return least;
    if (standardised(a, b, most) >= level) return most;
    let [low, high] = [least, most];
    for (let i = 0; i < 50 && high - low > accuracy / 100; i += 1) {
      const middle = (low + high) / 2;
      if (standardised(a, b, middle) > level) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const found = (level: number) => Math.round(root(level) / accuracy) * accuracy;
  return { lower: found(quantile), estimate: found(0) };
}

/**
 * The rank statistic of `a - shift` against `b` (both ascending): `(d - sign(d)/2) / sigma`, where `d` is the rank sum less
 * its expectation, ties sharing their mean rank, and `sigma^2 = mn/12 ((m+n+1) - sum(t^3 - t) / ((m+n)(m+n-1)))`.
 */
export function standardised(a: Float64Array, b: Float64Array, shift: number): number {
  const [m, n] = [a.length, b.length];
  let [i, j, ranks, ties] = [0, 0, 0, 0];
  while (i < m || j < n) {
    const value = Math.min(i < m ? a[i]! - shift : Infinity, j < n ? b[j]! : Infinity);
    const before = i + j;
    const own = i;
    while (i < m && a[i]! - shift === value) i += 1;
    while (j < n && b[j] === value) j += 1;
    const tied = i + j - before;
    ranks += (i - own) * (before + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  const d = ranks - (m * (m + 1)) / 2 - (m * n) / 2;
  const sigma = Math.sqrt(((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
  return sigma === 0 ? 0 : (d - Math.sign(d) / 2) / sigma;
}
