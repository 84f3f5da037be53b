import type { OutcomeKind } from './deployment.js';

/** Which deployment a run of the workflow is. */
export interface About {
  readonly deployment: string;
  readonly service: string;
}

/** What is measured of a deployment when it ends. Durations in seconds; absent where it never came to that. */
export interface Measured extends About {
  readonly outcome: OutcomeKind;
  readonly seconds: number;
  /** From the webhook to canaries at all sites. */
  readonly mergeToCanary?: number;
  /** From canaries at all sites to the decision to roll back. */
  readonly detection?: number;
  /** From that decision until every site ran what it ran before. */
  readonly rollback?: number;
}

type Times = Readonly<Partial<Record<'started' | 'analyzing' | 'rolling-back' | 'verifying', number>>>;

/**
 * Reads a deployment's durations off the times, in ms, at which it entered its phases. `receivedAt`: of the merge, ISO 8601.
 * What a person aborted was not detected; what is measured after a rollback is not part of it.
 */
export function durationsOf(outcome: OutcomeKind, times: Times, receivedAt: string, now: number) {
  const { started = now, analyzing, 'rolling-back': rollingBack, verifying = now } = times;
  const received = Date.parse(receivedAt);
  const between = (from = NaN, to = NaN) => {
    // Another clock may have written one of them.
    const seconds = Math.max(0, (to - from) / 1000);
    return Number.isFinite(seconds) ? seconds : undefined;
  };
  const [mergeToCanary, detection, rollback] = [
    between(received, analyzing),
    outcome === 'rolled-back' ? between(analyzing, rollingBack) : undefined,
    between(rollingBack, verifying),
  ];
  return {
    seconds: between(started, now) ?? 0,
    ...(mergeToCanary !== undefined && { mergeToCanary }),
    ...(detection !== undefined && { detection }),
    ...(rollback !== undefined && { rollback }),
  };
}
