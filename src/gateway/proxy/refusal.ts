import { type IncomingMessage, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isChunked, pairs } from './headers.js';

/** Answers a request without an instance, or breaks its answer off when that has begun. */
export function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    breakOff(response);
    return;
  }
  // The rest of a body that nobody wants is not waited for.
  if (!response.req.complete) response.shouldKeepAlive = false;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status >= 502 && { 'retry-after': '1' }),
  });
  response.end(`${why}\n`);
}

/** Ends a connection so that the client sees that its answer is not complete. */
export function breakOff(response: ServerResponse): void {
  // An answer to HTTP/1.0 ends with its connection, so that only a reset tells.
  if (response.req.httpVersionMinor === 0) response.socket?.resetAndDestroy();
  else response.destroy();
}

/** Why a request is not handed on, if so. */
export function refusalOf(
  request: IncomingMessage,
  maxBody: number,
): [status: number, why: string] | undefined {
  if (pairs(request.rawHeaders).filter(([name]) => name.toLowerCase() === 'host').length > 1)
    return [400, 'A request names one host (Host).'];
  if (isChunked(request) === undefined)
    return [501, 'A body may be coded as "chunked", and in no other way (Transfer-Encoding).'];
  if (Number(request.headers['content-length'] ?? 0) > maxBody) return tooLarge(maxBody);
  return undefined;
}

export const tooLarge = (maxBody: number): [status: number, why: string] => [
  413,
  `The body is larger than ${maxBody} bytes, the most that this service takes.`,
];

/** An answer on a bare connection, which ends with it. */
export function refuseBare(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}
