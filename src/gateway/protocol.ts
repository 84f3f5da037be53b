import type { Counts, SeriesLabels } from './counts.js';

/** An instance that gets a share of a service's requests, or gets none for now (0). */
export interface Target {
  readonly labels: SeriesLabels;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly weight: number;
}

/** What is wanted of the gateway for a service: where it listens, and who gets the requests. */
export interface Serving {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  /** Largest body of a request, in bytes. Default: any. */
  readonly maxBody?: number;
  readonly targets: readonly Target[];
}

/** How a program is started. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

export interface Hello {
  /** What it was built from. An agent of another build has it replaced by its own. */
  readonly build: string;
  /** Of it, and of those before it that still serve connections of theirs. */
  readonly pids: readonly number[];
}

/** What the agent may ask of the gateway, over a socket that only their user can open: one POST each, in JSON. */
export interface Calls {
  hello: { input: undefined; output: Hello };
  serve: { input: Serving; output: void };
  /** Stops serving, after the requests in flight. */
  close: { input: { readonly service: string }; output: void };
  /** Answers when an instance has no requests in flight. */
  idle: { input: { readonly instance: string }; output: void };
  counts: { input: undefined; output: readonly Counts[] };
  /** Prometheus text format. */
  metrics: { input: undefined; output: string };
  /** Never answers: whoever waits learns when the gateway has ended. */
  watch: { input: undefined; output: never };
  /** Puts another program in its place, which goes on with its sockets and counters. */
  succeed: { input: Program; output: void };
  /** Ends it, after the requests in flight. */
  end: { input: undefined; output: void };
}
