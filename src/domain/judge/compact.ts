/**
 * A state as it is stored with every look: fractions to nine decimals, fewer where they cannot matter, since its length is
 * mostly digits. The judge itself goes by all of them.
 */
export function compact<T>(state: T): T {
  return JSON.parse(JSON.stringify(state, (_, value: unknown) => short(value))) as T;
}

function short(value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  const size = Math.abs(value);
  const one = size < 1e3 ? 1e9 : size < 1e6 ? 1e7 : 1e4;
  return size < 1e11 ? Math.round(value * one) / one : value;
}
