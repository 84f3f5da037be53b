import { ApplicationFailure } from '@temporalio/common';
import { CancelledFailure } from '@temporalio/common';
import { Unhealthy } from '../deploy-targets/target.js';
import { TryLater } from '../notifiers/notifier.js';

/** Trying again cannot help. Everything else is tried again by the activity's retry policy. */
const final = new Set(['Fenced', 'StableChanged', 'Unhealthy', 'UnknownCommit', 'ConfigError', 'Refused']);

/**
 * The one place where errors become Temporal failures: the failure's type is the error's name, its details what a person
 * needs beside the message.
 */
export function asFailure(error: unknown): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({
    type: name,
    message,
    nonRetryable: final.has(name),
    details: error instanceof Unhealthy ? [error.output] : [],
    ...(error instanceof TryLater && error.retryAfterMs && { nextRetryDelay: error.retryAfterMs }),
    ...(error instanceof Error && { cause: error }),
  });
}

/** Whether an error is a port's of this name. */
export const isCalled = (error: unknown, name: string) => error instanceof Error && error.name === name;

type Activity<Args extends unknown[], Result> = (...args: Args) => Promise<Result>;

/** Wraps an activity so that what it throws is what the workflow can read. */
export function failing<Args extends unknown[], Result>(
  activity: Activity<Args, Result>,
): Activity<Args, Result> {
  return async (...args) => {
    try {
      return await activity(...args);
    } catch (error) {
      throw asFailure(error);
    }
  };
}
