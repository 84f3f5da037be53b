/** The time given was over. */
export class TimeOver extends Error {
  override readonly name = 'TimeOver';
}

/**
 * Runs with a signal that `stop` aborts, or the clock after `ms`. Not `AbortSignal.any` over `AbortSignal.timeout`: in
 * Node 20 the garbage collector may take that pair before it fires, and the wait never ends.
 */
export async function within<T>(
  ms: number,
  stop: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onStop = () => controller.abort(stop.reason);
  const timer = setTimeout(() => controller.abort(new TimeOver(`not done in ${ms} ms`)), ms);
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}
