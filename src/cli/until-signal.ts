import { constants } from 'node:os';

/** Ctrl-C through npm arrives twice, and counts once. */
const sameMs = 1_000;

/** Resolves when the process is asked to stop. Asked again, it ends at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const hear = (signal: 'SIGTERM' | 'SIGINT') => {
      first ??= performance.now();
      if (performance.now() - first > sameMs) process.exit(128 + constants.signals[signal]);
      resolve();
    };
    process.on('SIGTERM', hear).on('SIGINT', hear);
  });
}
