/** Where an output and what was expected part, and by how much; Infinity where they are of unlike kinds. */
export interface Deviation {
  readonly path: string;
  readonly by: number;
  readonly found: unknown;
  readonly expected: unknown;
}

/** All deviations between two JSON values, equal leaves included as 0, so that the largest is the answer. */
export function deviations(found: unknown, expected: unknown, path = ''): Deviation[] {
  const here = (by: number): Deviation[] => [{ path, by, found, expected }];
  if (typeof found === 'number' && typeof expected === 'number') {
    return here(Number.isNaN(found) ? Infinity : Math.abs(found - expected));
  }
  if (Array.isArray(found) && Array.isArray(expected)) {
    if (found.length !== expected.length) return here(Infinity);
    return expected.flatMap((value, i) => deviations(found[i], value, `${path}[${i}]`));
  }
  if (isRecord(found) && isRecord(expected)) {
    return Object.keys(expected).flatMap((key) => deviations(found[key], expected[key], `${path}.${key}`));
  }
  // A number that is not finite or not defined is null in JSON.
  const undefinedBoth = expected === null && (found === null || !Number.isFinite(found));
  return here(found === expected || undefinedBoth ? 0 : Infinity);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
