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

/** Waits no longer than so for what cannot be stopped: it goes on, and nobody listens. */
export function noLongerThan<T>(ms: number, stop: AbortSignal, work: () => Promise<T>): Promise<T> {
  return within(ms, stop, (signal) => {
    const over = new Promise<never>((_, reject) => {
      const end = () => reject(signal.reason as Error);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
    return Promise.race([work(), over]);
  });
}
