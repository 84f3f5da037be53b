import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { binomial, poisson } from './sampling.js';

/** Draws of one simulated run. Everything comes from its seed, so a run is the same on any thread. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  exponential(mean: number): number;
  poisson(mean: number): number;
  binomial(n: number, p: number): number;
}

/** A generator for what the parts name, such as a seed, a scenario and the number of a run. */
export function seeded(...parts: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(hash(parts.join('\n')));
  // Its first numbers still show how alike two seeds are.
  for (let i = 0; i < 32; i += 1) generator.next();
  const uniform = () => uniformFloat64(generator);
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    poisson: (mean) => poisson(uniform, mean),
    binomial: (n, p) => binomial(uniform, n, p),
  };
}

/** FNV-1a, with the finalizer of MurmurHash3 so that every bit counts. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
