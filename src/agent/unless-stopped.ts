/** What `work` gives, unless it is stopped before: then it throws the reason of that. */
export async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  let onStop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    onStop = () => reject(stop.reason instanceof Error ? stop.reason : new Error('stopped'));
    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
  });
  return Promise.race([work, stopped]).finally(() => stop.removeEventListener('abort', onStop));
}
