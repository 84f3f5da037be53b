import type { InjectedSinks } from '@temporalio/worker';
import type { About, Measured } from '../domain/measured.js';
import type { WorkerSinks } from '../workflows/sinks.js';

/** Who listens to what workflows tell their worker. */
export interface Listener {
  /** `again`: it was told before, to this worker or to another. */
  readonly began: (runId: string, about: About, again: boolean) => void;
  readonly ended: (measured: Measured) => void;
}

const remembered = 1_000;

/** Hands a listener what workflows tell. The last task of a run may be made twice: its end is told once. */
export function workerSinks({ began, ended }: Listener): InjectedSinks<WorkerSinks> {
  const told = new Set<string>();
  return {
    worker: {
      // Also on replay: the worker that takes a run over must know what it is.
      began: {
        fn: ({ runId, unsafe }, about) => began(runId, about, unsafe.isReplaying),
        callDuringReplay: true,
      },
      ended: {
        fn({ runId }, measured) {
          if (told.has(runId)) return;
          told.add(runId);
          const [oldest] = told;
          if (told.size > remembered && oldest !== undefined) told.delete(oldest);
          ended(measured);
        },
        callDuringReplay: false,
      },
    },
  };
}
