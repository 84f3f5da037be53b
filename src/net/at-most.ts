/** Does something for each item, so many at a time. Results are in the order of the items; the first error is thrown. */
export async function atMost<T, R>(
  many: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const takeTurns = async () => {
    for (const [i, item] of left) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: many }, takeTurns));
  return results;
}
