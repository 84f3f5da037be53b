/** Uniform numbers in [0, 1). */
type Uniform = () => number;

/** Below this mean the values are so few that walking through them is fastest. */
const few = 12;

/**
 * Poisson counts: by inversion for small means, else by transformed rejection (PTRS; Hörmann 1993, "The transformed
 * rejection method for generating Poisson random variables").
 */
export function poisson(uniform: Uniform, mean: number): number {
  if (mean <= 0) return 0;
  if (mean < few) {
    return invert(uniform(), Math.exp(-mean), (k) => mean / k);
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const fits = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= fits) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const bound = k * Math.log(mean) - mean - logFactorial(k);
    if (Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b) <= bound) return k;
  }
}

/**
 * Binomial counts: by inversion where few are expected, else by transformed rejection (BTRS; Hörmann 1993, "The
 * generation of binomial random variates").
 */
export function binomial(uniform: Uniform, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(uniform, n, 1 - p);
  if (n * p < few) {
    const odds = p / (1 - p);
    return Math.min(
      n,
      invert(uniform(), Math.exp(n * Math.log1p(-p)), (k) => ((n - k + 1) / k) * odds),
    );
  }
  return btrs(uniform, n, p);
}

function btrs(uniform: Uniform, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const fits = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const odds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= fits) return k;
    const bound = atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * odds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** The count at which the distribution reaches `u`, from P(0) and the ratio of P(k) to P(k - 1). */
function invert(u: number, none: number, ratio: (k: number) => number): number {
  let left = u;
  let probability = none;
  let k = 0;
  while (left > probability && probability > 1e-300 && k < 1000) {
    left -= probability;
    k += 1;
    probability *= ratio(k);
  }
  return k;
}

const small = Array.from({ length: 16 }, (_, k) => {
  let product = 1;
  for (let i = 2; i <= k; i += 1) product *= i;
  return Math.log(product);
});

/** `ln k!`, by Stirling's series from 16 on (to 1e-12). */
function logFactorial(k: number): number {
  const known = small[k];
  if (known !== undefined) return known;
  const x = k + 1;
  const series = (1 / 12 - (1 / 360 - 1 / (1260 * x * x)) / (x * x)) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
