/** Asks at most once in `ms`, and gives everybody who asks meanwhile the same answer. An error is not kept. */
export function freshFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: { readonly answer: Promise<T>; readonly until: number } | undefined;
  return () => {
    if (kept && performance.now() < kept.until) return kept.answer;
    const answer = ask();
    kept = { answer, until: performance.now() + ms };
    answer.catch(() => (kept = undefined));
    return answer;
  };
}
