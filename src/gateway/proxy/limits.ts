import type { Server } from 'node:http';

export interface Limits {
  /** Time for the head of a request, in ms. */
  readonly headMs: number;
  /** Time without a byte for a client that sends or takes a body, in ms. */
  readonly stallMs: number;
  /** Largest body of a request, in bytes. */
  readonly maxBody: number;
}

export const defaults: Limits = { headMs: 20_000, stallMs: 60_000, maxBody: Infinity };

/** Sizes are bounded here and by Node (16 KB for a head, else 431); that no head is cut short, by its size alone. */
export function limit(server: Server, { headMs, stallMs }: Limits): void {
  Object.assign(server, {
    // A client that ends its side may wait for its answer: half-close.ts. Node has this property, but does not tell.
    httpAllowHalfOpen: true,
    headersTimeout: headMs,
    // A large body may take long. One that stands still may not.
    requestTimeout: 0,
    timeout: stallMs,
    // Longer than clients keep theirs: the one who waits for an answer should be the one who ends the connection.
    keepAliveTimeout: 75_000,
    maxHeadersCount: 0,
  });
}

/** Finds clients that are gone without a word, and how often to look for late heads. */
export const serverOptions = ({ headMs }: Limits) => ({
  keepAlive: true,
  // As it is up to Node 20; later ones keep four times as much of each body in memory.
  highWaterMark: 16_384,
  keepAliveInitialDelay: 60_000,
  connectionsCheckingInterval: Math.min(headMs, 5_000),
});
