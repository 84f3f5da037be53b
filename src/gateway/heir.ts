import type { ChildProcess } from 'node:child_process';
import type { Server } from 'node:http';
import type { Counts, SeriesLabels } from './counts.js';
import type { Serving } from './protocol.js';
import type { Series } from './proxy/metrics.js';

/** What a gateway leaves to the one that takes its place, in this order, over the channel between the two. */
export type Legacy =
  | {
      readonly kind: 'state';
      readonly counts: readonly Counts[];
      readonly flights: Flights;
      readonly pids: readonly number[];
    }
  /** With the listening socket. */
  | { readonly kind: 'service'; readonly serving: Serving }
  | { readonly kind: 'complete' }
  /** Of requests that the old one had begun. */
  | { readonly kind: 'flight'; readonly instance: string; readonly by: 1 | -1 }
  | {
      readonly kind: 'counted';
      readonly series: string;
      readonly labels: SeriesLabels;
      readonly code: number;
      readonly seconds: number;
    };

/** What it hears from it: that it can be told, that it serves, and what it has been told to serve since. */
export type Bequest =
  | { readonly kind: 'listening' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'serve'; readonly serving: Serving };

/** Requests in flight, by instance. */
export type Flights = readonly (readonly [instance: string, count: number])[];

/** The gateway that takes the place of this one, which still ends what it has begun. */
export class Heir {
  constructor(private readonly child: ChildProcess) {}

  flight(instance: string, by: 1 | -1): void {
    this.tell({ kind: 'flight', instance, by });
  }

  counted({ id, labels }: Series, code: number, seconds: number): void {
    this.tell({ kind: 'counted', series: id, labels, code, seconds });
  }

  /** What it does not hear because it has died is lost with it. */
  tell(legacy: Legacy, listener?: Server): void {
    if (this.child.connected) this.child.send(legacy, listener, {}, () => undefined);
  }
}
