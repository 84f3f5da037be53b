import type { IncomingMessage, ServerResponse } from 'node:http';

/** When a client that has ended its side is asked again whether it still listens, in ms. */
const askedAfter = [0, 100, 1_000, 10_000];

/**
 * A client that ends its side may still wait for its answer, or be gone: TCP says the same for both. One that has begun
 * to get its answer is gone. One that has not is told to continue, which means nothing to it; but if it is gone, its
 * system says so then, and the request is ended as aborted.
 */
export function watchHalfClose(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  let asking: NodeJS.Timeout[] = [];
  const onEnd = () => {
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else if (request.complete && request.httpVersionMinor > 0)
      asking = askedAfter.map((ms) => setTimeout(ask, ms));
  };
  const ask = () => {
    if (!response.headersSent) response.writeContinue();
  };
  socket.once('end', onEnd);
  response.once('close', () => {
    socket.off('end', onEnd);
    asking.forEach(clearTimeout);
  });
}
