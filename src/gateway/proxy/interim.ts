import type { ClientRequest, InformationEvent, ServerResponse } from 'node:http';

/** Hands on what an instance says before its answer (RFC 9110, 15.2). HTTP/1.0 does not know such a thing. */
export function handOnInterim(to: ClientRequest, response: ServerResponse): void {
  if (response.req.httpVersionMinor === 0) return;
  to.on('continue', () => response.writeContinue());
  to.on('information', (interim) => {
    if (response.headersSent) return;
    if (interim.statusCode === 102) response.writeProcessing();
    if (interim.statusCode === 103) writeEarlyHints(interim, response);
  });
}

function writeEarlyHints({ headers }: InformationEvent, response: ServerResponse): void {
  const { link } = headers;
  if (link === undefined) return;
  try {
    response.writeEarlyHints({ link });
  } catch {
    // Node writes no links but those it understands, and a hint is only a hint.
  }
}
