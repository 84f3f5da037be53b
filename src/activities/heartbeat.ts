import { Context } from '@temporalio/activity';

const everyMs = 1_000;

/**
 * Runs work of unknown length while telling Temporal that it lives, so that a dead worker's work starts again elsewhere
 * within the heartbeat timeout. The signal stops the work when the activity is cancelled or the worker shuts down.
 */
export async function beating<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
