import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';

/** What an activity's failure means to the story. */
export interface Failure {
  /** `Fenced`, `Unhealthy`, `Unreachable`, `ConfigError`, ..., or `Timeout`. */
  readonly type: string;
  readonly reason: string;
  /** The last lines of what a version printed. */
  readonly output: readonly string[];
}

/** Reads the innermost cause of an activity's failure; after a timeout that is the last attempt's, where there was one. */
export function failureOf(error: unknown): Failure {
  const causes = chain(error);
  const cause = causes.findLast((c) => c instanceof ApplicationFailure);
  if (cause instanceof ApplicationFailure) {
    const [output] = cause.details ?? [];
    return {
      type: cause.type ?? 'Error',
      reason: cause.message,
      output: Array.isArray(output) ? output.map(String) : [],
    };
  }
  const timeout = causes.find((c) => c instanceof TimeoutFailure);
  if (timeout) return { type: 'Timeout', reason: 'it took too long', output: [] };
  return { type: 'Error', reason: error instanceof Error ? error.message : String(error), output: [] };
}

function chain(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let e = error; e instanceof Error; e = e.cause) causes.push(e);
  return causes;
}

/** Whether an error is an activity's; any other is a bug in a workflow, which fails the task and waits for a fix. */
export const isActivityFailure = (error: unknown): error is ActivityFailure =>
  error instanceof ActivityFailure;
