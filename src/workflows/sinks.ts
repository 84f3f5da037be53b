import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { About, Measured } from '../domain/measured.js';

/**
 * What a workflow tells the worker that runs it, for its log and metrics. It leaves no trace in the history, and comes to
 * nothing where nobody listens.
 */
export interface WorkerSinks extends Sinks {
  readonly worker: {
    began(about: About): void;
    ended(measured: Measured): void;
  };
}

export const { worker } = proxySinks<WorkerSinks>();
